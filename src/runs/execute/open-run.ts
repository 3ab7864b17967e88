import { join } from 'node:path';
import { UserError } from '../../files/index.ts';
import {
  createRun,
  type Environment,
  findUnfinished,
  type RecordLine,
  RUN_SCHEMA,
  type RunFile,
  type RunStore,
  readRunFile,
  resumeRun,
} from '../../results/index.ts';
import type { LoadedSuite, Shard } from '../suite/index.ts';
import {
  accuracySections,
  canonicalJson,
  type ModelRef,
  modelRefId,
  type Plan,
  plannedCells,
  plannedLatency,
} from '../suite/index.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelSource } from './model-source.ts';

export interface OpenRunOptions {
  /** Folder of the run; `<root>/<suite>-<time>` if absent. */
  readonly out?: string;
  /** Folder of all runs. */
  readonly root: string;
  /** true: resume a run, even a finished one; false: start a new one; absent: resume an unfinished one if there is one. */
  readonly resume?: boolean;
  /** The part of the plan to measure; records that need all of it are left to `mergeRuns`. */
  readonly shard?: Shard;
  /** The command that starts this run. */
  readonly command: readonly string[];
}

/**
 * Opens the folder of a run: an unfinished one of the same plan, shard and machine, or else a new one.
 * @throws UserError if it cannot be written, or if --out names another run
 */
export function openStore(
  { suite, resolved }: LoadedSuite,
  plan: Plan,
  options: OpenRunOptions,
  environment: Environment,
  source: ModelSource,
  hooks: RunHooks,
): RunStore {
  const startedAt = new Date().toISOString();
  const { shard } = options;
  const part = shard === undefined ? '' : `-${shard.index}of${shard.count}`;
  const id = `${suite.name}-${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}${part}`;
  const fits = (run: RunFile) =>
    run.plan.digest === plan.digest &&
    canonicalJson(run.shard ?? null) === canonicalJson(shard ?? null) &&
    sameMachine(run.environment, environment);
  const earlier = options.resume === false ? undefined : unfinished(options, fits, hooks);
  if (earlier !== undefined) {
    const store = resumeRun(earlier);
    // Marked as unfinished, so that it can be resumed again if it is killed.
    store.update({ resumedAt: [...store.run().resumedAt, startedAt], endedAt: undefined });
    const count = (kind: RecordLine['type']) => store.records().filter(({ type }) => type === kind).length;
    const cells = plannedLatency(plan);
    const done = cells === 0 ? '' : `: ${count('latency')} of ${cells} latency cells already measured`;
    const again = count('failed') === 0 ? '' : `, ${count('failed')} failed and will be measured again`;
    hooks.log(`resuming ${earlier}${done}${again}`);
    return store;
  }
  if (options.resume)
    hooks.log('found no unfinished run of this plan on this machine that can be resumed; starting a new one');
  return createRun(options.out ?? join(options.root, id), {
    schema: RUN_SCHEMA,
    id,
    suite: resolved,
    plan: { digest: plan.digest, groups: plan.latency.length, cells: plannedCells(plan) },
    models: Object.fromEntries(allModels(suite).map((ref) => [modelRefId(ref), source.facts(ref)])),
    command: [...options.command],
    environment,
    startedAt,
    resumedAt: [],
    skipped: [],
    ...(shard === undefined ? {} : { shard }),
  });
}

/** Returns the folder of a run to resume. @throws UserError if --out names a run that cannot be resumed */
function unfinished(
  options: OpenRunOptions,
  fits: (run: RunFile) => boolean,
  { log }: RunHooks,
): string | undefined {
  const { out, root } = options;
  if (out === undefined) return findUnfinished(root, fits, log);
  let run: RunFile;
  try {
    run = readRunFile(out);
  } catch (error) {
    // A new run. A folder that holds something else is refused when the run is created.
    if (error instanceof UserError && error.code === 'no-run') return undefined;
    throw error;
  }
  if (!fits(run))
    throw new UserError(
      `${out} contains a run of another plan, machine or version; choose another folder with --out`,
    );
  if (run.endedAt !== undefined && !options.resume)
    throw new UserError(
      `${out} contains a finished run; choose another folder with --out, or measure its failed cells again with --resume`,
    );
  return out;
}

/** Latencies of different machines or versions do not belong in one run. */
function sameMachine(a: Environment, b: Environment): boolean {
  const identity = ({ cpu, os, versions }: Environment) =>
    JSON.stringify([
      cpu.model,
      cpu.logicalCores,
      cpu.architecture,
      os.platform,
      Object.entries(versions).sort(),
    ]);
  return identity(a) === identity(b);
}

/** Returns the models of all sections, including those that only a mixed group names. */
function allModels({ latency, accuracy }: LoadedSuite['suite']): ModelRef[] {
  const timed = latency?.models ?? [];
  const listed = new Set(timed.map(modelRefId));
  const mixed = (latency?.mixed ?? []).flatMap(({ models }) => models).filter((id) => !listed.has(id));
  return [...timed, ...mixed, ...accuracySections(accuracy).flatMap(({ models }) => models)];
}
