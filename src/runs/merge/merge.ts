import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cannotWrite, UserError } from '../../files/index.ts';
import {
  createRun,
  machineKey,
  type RecordLine,
  type RunData,
  type RunFile,
  writeUnits,
} from '../../results/index.ts';
import {
  type AccuracyOutcome,
  appendAccuracy,
  type ModelSource,
  unreadableImages,
} from '../execute/index.ts';
import type { JudgeClaims, Suite } from '../suite/index.ts';
import { accuracySections, claimsOf, parseSuite, planSuite } from '../suite/index.ts';
import { readInputs } from './inputs.ts';
import { type MergedParts, mergeParts } from './parts.ts';
import { type MergedRecords, mergedClaims, mergeRecords } from './records.ts';

export interface MergeOptions {
  /** Folder of the merged run; `<root>/<suite>-<start>-merged` if absent. */
  readonly out?: string;
  readonly root: string;
  readonly source: ModelSource;
  readonly judgeClaims: JudgeClaims;
}

export interface Merged {
  readonly folder: string;
  readonly run: RunFile;
  readonly records: readonly RecordLine[];
  readonly latency: Omit<MergedRecords, 'records' | 'gallery'>;
  /** Absent where no run has accuracy units. */
  readonly parts?: Omit<MergedParts, 'units'>;
  /** Missing shards, if all runs are shards of the same number of shards. */
  readonly missingShards: readonly string[];
  /** Unreadable images; absent while units are missing. */
  readonly accuracy?: AccuracyOutcome;
  /** Whether everything in the plan was measured. */
  readonly complete: boolean;
}

/**
 * Merges runs of one plan: shards, repetitions, machines. The result depends only on the contents of the runs, not
 * on their order or the time, and its folder is created atomically. If something in the plan is missing, the run is
 * marked as unfinished and has no accuracies.
 *
 * @param folders runs, or folders that contain runs
 * @throws UserError if the runs do not belong together, or the folder cannot be written
 */
export async function mergeRuns(folders: readonly string[], options: MergeOptions): Promise<Merged> {
  const runs = readInputs(folders);
  const [first] = runs as [RunData, ...RunData[]];
  const suite = parseSuite(first.run.suite, join(first.folder, 'run.json'));
  const plan = planSuite(suite, options.source);
  const latency = mergeRecords(runs, plan.latency);
  const folder = options.out ?? join(options.root, `${first.run.id.replace(/-\d+of\d+$/, '')}-merged`);
  if (existsSync(folder)) throw new UserError(`${folder} already exists; choose another --out`);
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}.merging`);
  rmSync(temporary, { recursive: true, force: true });
  const store = createRun(temporary, mergedRun(runs, latency));
  try {
    const machines = Object.keys(latency.machines);
    store.append(latency.records);
    const parts = await mergeParts(runs, temporary);
    if (parts) writeUnits(temporary, parts.units);
    const missingUnits = accuracySections(suite.accuracy).length > 0 && parts === undefined;
    const evaluated = parts !== undefined && parts.missing.length === 0;
    const complete = latency.missing.length === 0 && !missingUnits && (parts === undefined || evaluated);
    if (latency.missing.length === 0 && suite.claims !== undefined)
      store.append(mergedClaims(claimsOf(suite.claims), latency.records, machines, options.judgeClaims));
    if (evaluated) await appendAccuracy(store, parts.units.models, suite.seed);
    store.append(latency.gallery);
    const accuracy = evaluated ? await unreadableImages(store, sectionSets(suite, parts)) : undefined;
    const endedAt = runs.map(({ run }) => run.endedAt ?? '').reduce((a, b) => (a > b ? a : b));
    if (complete && endedAt !== '') store.update({ endedAt });
    store.close();
    renameSync(temporary, folder);
    const { records: _, gallery: __, ...rest } = latency;
    return {
      folder,
      run: store.run(),
      records: [...store.records()],
      latency: rest,
      ...(parts ? { parts: withoutUnits(parts) } : {}),
      missingShards: complete ? [] : missingShards(runs),
      ...(accuracy ? { accuracy } : {}),
      complete,
    };
  } catch (error) {
    store.close();
    rmSync(temporary, { recursive: true, force: true });
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw cannotWrite(folder, error);
  }
}

function mergedRun(runs: readonly RunData[], { machines }: MergedRecords): RunFile {
  const [{ run }] = runs as [RunData, ...RunData[]];
  const { endedAt: _, shard: __, machines: ___, ...rest } = run;
  return {
    ...rest,
    models: Object.assign({}, ...runs.toReversed().map((one) => one.run.models)),
    command: withoutShard(run.command),
    resumedAt: [],
    skipped: unique(runs.flatMap((one) => one.run.skipped)),
    ...(Object.keys(machines).length > 1 ? { machines } : {}),
    merged: unique(
      runs.flatMap(
        (one) =>
          one.run.merged ?? [
            {
              id: one.run.id,
              machine: machineKey(one.run.environment),
              startedAt: one.run.startedAt,
              ...(one.run.shard ? { shard: one.run.shard } : {}),
              ...(one.run.endedAt ? { endedAt: one.run.endedAt } : {}),
            },
          ],
      ),
    ),
  };
}

/** Returns the command that runs the whole suite. */
function withoutShard(command: readonly string[]): string[] {
  const at = command.indexOf('--shard');
  return at < 0 ? [...command] : [...command.slice(0, at), ...command.slice(at + 2)];
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function missingShards(runs: readonly RunData[]): string[] {
  const shards = runs.flatMap(
    ({ run }) => run.shard ?? run.merged?.flatMap(({ shard }) => shard ?? []) ?? [],
  );
  const [first] = shards;
  if (first === undefined || shards.some(({ count }) => count !== first.count)) return [];
  const present = new Set(shards.map(({ index }) => index));
  return Array.from({ length: first.count }, (_, at) => at + 1)
    .filter((index) => !present.has(index))
    .map((index) => `${index}/${first.count}`);
}

function sectionSets(suite: Suite, { units }: MergedParts) {
  return accuracySections(suite.accuracy).map((section, at) => ({
    section,
    dataset: { name: units.datasets[at] ?? '' },
  }));
}

function withoutUnits({ units: _, ...rest }: MergedParts): Omit<MergedParts, 'units'> {
  return rest;
}
