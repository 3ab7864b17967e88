import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UserError } from '../../files/index.ts';
import type { MeasuredCell, MeasureEvent, MeasureGroup } from '../../latency/index.ts';
import {
  type BlockJournal,
  type FailedRecord,
  type LatencyCell,
  latencyCellId,
  openJournal,
  type RecordLine,
  type RunStore,
} from '../../results/index.ts';
import { modelFormat, type Runtime } from '../../runtimes/index.ts';
import { counted } from '../../text/index.ts';
import type { LatencySection, Plan, PlannedCell, PlannedGroup } from '../suite/index.ts';
import { groupsToDrop, type LastMeasured, lastOf } from './budget.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelSource, WrittenModel } from './model-source.ts';
import type { PhotoInput } from './photos.ts';

export interface LatencyDeps {
  readonly source: ModelSource;
  readonly measure: MeasureGroup;
  /** @throws UserError for a runtime that does not exist or does not work here. */
  runtime(name: string): Promise<Runtime>;
  readonly photos: PhotoInput;
  /** Decides which groups are left out where the budget is too small. */
  readonly lastMeasured?: LastMeasured;
}

/**
 * Measures the groups of a plan that lack a latency, one after the other, and appends their records. Every
 * block is kept as soon as it is measured, and a group goes on from the blocks it has; cells that failed are
 * tried again.
 *
 * Every group gets a share of what is left of the budget, by the number of its cells and their pixels. A
 * model that cannot be written or measured is a `failed` record; the sweep goes on.
 *
 * @param section paths resolved
 * @throws the signal's reason when interrupted; UserError as its parts throw it
 */
export async function runLatency(
  plan: Plan,
  section: LatencySection,
  store: RunStore,
  deps: LatencyDeps,
  hooks: RunHooks,
): Promise<void> {
  if (section.profile) sayUnprofiled(plan, hooks);
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
  const written = new Map<string, WrittenModel>();
  const ends = hooks.now() + section.budgetSeconds * 1000;
  let todo = plan.latency.filter((group) => missing(group, store.records()).length > 0);
  let done = plan.latency
    .filter((group) => !todo.includes(group))
    .reduce((sum, { cells }) => sum + cells.length, 0);
  /** Milliseconds of two blocks, for each unit of weight: the slowest group so far. */
  let pace = 0;
  try {
    while (todo[0] !== undefined) {
      if (section.overBudget === 'drop' && pace > 0) todo = dropped(todo, ends - hooks.now(), pace);
      const [group] = todo;
      if (group === undefined) break;
      const started = hooks.now();
      const share = weight(group) / todo.reduce((sum, other) => sum + weight(other), 0);
      const journal = openJournal(store.folder, group.id);
      const records = await measureOne(group, share, { done, ends, folder, written, journal });
      store.append(news(group, records, store.records()));
      if (missing(group, store.records()).length === 0) journal.remove();
      const blocks = Math.max(
        2,
        ...records.map((record) => (record.type === 'latency' ? record.blocks.length : 2)),
      );
      pace = Math.max(pace, (2 * (hooks.now() - started)) / blocks / weight(group));
      done += group.cells.length;
      todo = todo.slice(1);
      forget(written, todo, folder);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  /** What is left to do within the budget; what is not is said, and kept in run.json. */
  function dropped(groups: readonly PlannedGroup[], leftMs: number, msPerWeight: number): PlannedGroup[] {
    const gone = groupsToDrop(groups, leftMs, (group) => msPerWeight * weight(group), deps.lastMeasured);
    if (gone.length === 0) return [...groups];
    const skipped = gone.map((group) => {
      const last = lastOf(group, deps.lastMeasured ?? (() => undefined)).slice(0, 10);
      return {
        what: `latency ${group.id}: ${counted(group.cells.length, 'cell')}`,
        why: `the budget of ${section.budgetSeconds} s is too small${last ? `; last measured on ${last}` : ''}`,
      };
    });
    for (const { what, why } of skipped) hooks.log(`left out: ${what}: ${why}`);
    store.update({ skipped: [...store.run().skipped, ...skipped] });
    done += gone.reduce((sum, { cells }) => sum + cells.length, 0);
    return groups.filter((group) => !gone.includes(group));
  }

  async function measureOne(
    group: PlannedGroup,
    share: number,
    at: {
      done: number;
      ends: number;
      folder: string;
      written: Map<string, WrittenModel>;
      journal: BlockJournal;
    },
  ): Promise<RecordLine[]> {
    const { length } = at.journal.kept.blocks.filter((block) =>
      group.cells.every(({ cell }) => latencyCellId(cell) in block.cells),
    );
    if (length > 0) hooks.log(`${group.id}: blocks of all its cells from before: ${length}`);
    const prepared: MeasuredCell[] = [];
    const failed: FailedRecord[] = [];
    for (const planned of group.cells) {
      hooks.signal.throwIfAborted();
      hooks.progress(at.done, `${group.id}: writing ${planned.cell.model} (${planned.cell.form})`);
      try {
        prepared.push(await prepare(planned, section, deps, at));
      } catch (error) {
        if (error instanceof UserError) throw error;
        hooks.log(`failed: ${latencyCellId(planned.cell)}: ${messageOf(error)}`);
        failed.push(failure(group, planned.cell, messageOf(error)));
      }
    }
    if (prepared.length === 0) return failed;
    const baselineFailed = failed.find(({ cell }) => cell === group.baseline)?.reason;
    const measured = await deps.measure(prepared, {
      group: group.id,
      sampling: section.sampling,
      seed: plan.seed,
      budgetMs: Math.max(0, at.ends - hooks.now()) * share,
      baseline: group.baseline,
      ...(baselineFailed === undefined ? {} : { baselineFailed }),
      journal: at.journal,
      profile: section.profile,
      signal: hooks.signal,
      clock: hooks.now,
      onEvent: describer(group, at.done, hooks),
    });
    return [...failed, ...measured];
  }
}

/** A profile that was asked for and that some runtimes do not have. */
function sayUnprofiled(plan: Plan, hooks: RunHooks): void {
  const others = plan.latency
    .flatMap(({ cells }) => cells.map(({ cell }) => cell.runtime))
    .filter((runtime) => runtime !== 'onnxruntime');
  if (others.length === 0) return;
  const names = [...new Set(others)].join(', ');
  hooks.log(`profile: of onnxruntime's cells alone; none for ${others.length} on ${names}`);
}

/** Ids of the cells of a group without a latency: not measured yet, or failed and to be tried again. */
function missing(group: PlannedGroup, records: readonly RecordLine[]): string[] {
  const measured = new Set(
    records.flatMap((record) =>
      record.type === 'latency' && record.group === group.id ? [latencyCellId(record.cell)] : [],
    ),
  );
  return group.cells.map(({ cell }) => latencyCellId(cell)).filter((id) => !measured.has(id));
}

/**
 * What there is to append after a group was measured. Records of a group belong together, because their
 * blocks are the same moments: once a cell that had failed is measured, all of them are new. Where none is,
 * the latencies stay as they are.
 */
function news(group: PlannedGroup, made: readonly RecordLine[], known: readonly RecordLine[]): RecordLine[] {
  const open = new Set(missing(group, known));
  const isOpen = (record: RecordLine) =>
    (record.type === 'latency' || record.type === 'failed') &&
    open.has(latencyCellId(record.cell as LatencyCell));
  const recovered = made.some((record) => record.type === 'latency' && isOpen(record));
  if (!recovered) return made.filter(isOpen);
  const same = new Set(known.map(momentsOf));
  return made.filter((record) => record.type !== 'latency' || !same.has(momentsOf(record)));
}

/** A cell and its blocks as text: a full disk can cut a group's records off in their middle. */
function momentsOf(record: RecordLine): string | undefined {
  return record.type === 'latency'
    ? JSON.stringify([record.group, latencyCellId(record.cell), record.blocks])
    : undefined;
}

/** Whether every cell of a group has its record, measured or failed. */
export function isMeasured(group: PlannedGroup, records: readonly RecordLine[]): boolean {
  const present = new Set<string>();
  for (const record of records) {
    if (record.type === 'latency' && record.group === group.id) present.add(latencyCellId(record.cell));
    // A failed record names its cell alone.
    if (record.type === 'failed' && record.cell.resolution)
      present.add(latencyCellId(record.cell as LatencyCell));
  }
  return group.cells.every(({ cell }) => present.has(latencyCellId(cell)));
}

async function prepare(
  { cell, ref }: PlannedCell,
  section: LatencySection,
  { source, photos, runtime }: LatencyDeps,
  { folder, written }: { folder: string; written: Map<string, WrittenModel> },
): Promise<MeasuredCell> {
  const key = fileKey(cell);
  let model = written.get(key);
  if (model === undefined) {
    const { form, resolution, batch } = cell;
    const format = modelFormat(cell);
    const at = fileAt(folder, key);
    model = await source.write(ref, { form, resolution, batch, weights: section.weights, format, path: at });
    written.set(key, model);
  }
  const { path, input, output, digest, fileBytes, cost, layers, weights = section.weights } = model;
  return {
    cell,
    model: {
      path,
      input: { ...input, data: photos(source.recipe(ref, cell.resolution), cell.batch) },
      output,
    },
    runtime: await runtime(cell.runtime),
    options: section.options,
    weights,
    modelDigest: digest,
    fileBytes,
    ...(cost === undefined ? {} : { cost }),
    ...(layers === undefined ? {} : { layers }),
  };
}

/** Cells that differ in runtime, threads or optimisation run the same file, where they read the same format. */
function fileKey(cell: LatencyCell): string {
  const { model, form, resolution, batch } = cell;
  return `${model}/${form}/${resolution.join('x')}/b${batch}.${modelFormat(cell)}`;
}

/** Where the file (of tfjs: the folder) of a key is written. */
function fileAt(folder: string, key: string): string {
  return join(folder, key.replaceAll(/[^\w.-]/g, '_'));
}

/** Removes the files that no group to come needs: those written here, never a user's own that was measured as it is. */
function forget(written: Map<string, WrittenModel>, todo: readonly PlannedGroup[], folder: string): void {
  const needed = new Set(todo.flatMap(({ cells }) => cells.map(({ cell }) => fileKey(cell))));
  for (const key of written.keys()) {
    if (needed.has(key)) continue;
    rmSync(fileAt(folder, key), { recursive: true, force: true });
    written.delete(key);
  }
}

/**
 * What a group costs, in no particular unit: images of 224x224 pixels a round, and as much again a cell for
 * opening and warming it up, which costs the same at any size.
 */
function weight({ cells }: PlannedGroup): number {
  return cells.reduce(
    (sum, { cell }) => sum + 1 + (cell.batch * cell.resolution[0] * cell.resolution[1]) / 224 ** 2,
    0,
  );
}

function failure({ id }: PlannedGroup, cell: LatencyCell, reason: string): FailedRecord {
  return { type: 'failed', cell, group: id, reason, startedAt: new Date().toISOString() };
}

/** Turns the events of a group into progress that never goes back. */
function describer(group: PlannedGroup, done: number, hooks: RunHooks): (event: MeasureEvent) => void {
  let at = done;
  const say = (doing: string) => hooks.progress(at, `${group.id}: ${doing}`);
  return (event) => {
    switch (event.type) {
      case 'opened':
        return say(`opened ${shortCell(event.cell)}`);
      case 'warm':
        return say(`${shortCell(event.cell)} is warm`);
      case 'round':
        return say(`block ${event.block + 1}, round ${event.round} of ${event.rounds}`);
      case 'block': {
        at = done + Math.min(0.99, event.budgetUsed) * group.cells.length;
        // With few blocks the interval is too wide to mean anything.
        const precise = event.precision !== undefined && event.precision < 1;
        const width = precise ? `, ±${(100 * (event.precision as number)).toFixed(1)} %` : '';
        return say(`${event.block} ${event.block === 1 ? 'block' : 'blocks'} done${width}`);
      }
      case 'failed':
        return hooks.log(`failed: ${event.cell}: ${event.reason}`);
    }
  };
}

/** Model and form of a cell's id. */
function shortCell(id: string): string {
  return id.split('/').slice(0, 2).join(' ');
}
