import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, temporaryFolder, UserError } from '../../files/index.ts';
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
import { modelFormat, RUNTIMES, type Runtime, runtimeNamed } from '../../runtimes/index.ts';
import { counted } from '../../text/index.ts';
import type { LatencySection, Plan, PlannedCell, PlannedGroup } from '../suite/index.ts';
import { groupsToDrop, type LastMeasured, lastOf } from './budget.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelSource, WrittenModel } from './model-source.ts';
import type { PhotoInput } from './photos.ts';

interface LatencyDeps {
  readonly source: ModelSource;
  readonly measure: MeasureGroup;
  /** @throws UserError for a runtime that is unknown or does not work on this machine */
  runtime(name: string): Promise<Runtime>;
  readonly photos: PhotoInput;
  /** Decides which groups are skipped if the budget is too small. */
  readonly lastMeasured?: LastMeasured;
}

/**
 * Measures the groups of a plan that lack a latency, one after the other, and appends their records. Every block
 * is stored as soon as it is measured, and a resumed group continues from its stored blocks; failed cells are
 * measured again.
 *
 * Every group gets a share of the remaining budget by the number of its cells and their pixels. A model that cannot
 * be written or measured becomes a `failed` record, and the run continues.
 *
 * @param section with absolute paths
 * @throws the signal's reason when interrupted; UserError as its parts throw it
 */
export async function runLatency(
  plan: Plan,
  section: LatencySection,
  store: RunStore,
  deps: LatencyDeps,
  hooks: RunHooks,
): Promise<void> {
  if (section.profile) logUnprofiled(plan, hooks);
  const { path: folder, remove } = temporaryFolder();
  const written = new Map<string, WrittenModel>();
  const ends = hooks.now() + section.budgetSeconds * 1000;
  let todo = plan.latency.filter((group) => missing(group, store.records()).length > 0);
  let done = plan.latency
    .filter((group) => !todo.includes(group))
    .reduce((sum, { cells }) => sum + cells.length, 0);
  /** Milliseconds of two blocks per unit of weight, of the slowest group so far. */
  let pace = 0;
  try {
    while (todo[0] !== undefined) {
      if (section.overBudget === 'drop' && pace > 0) todo = withinBudget(todo, ends - hooks.now(), pace);
      const [group] = todo;
      if (group === undefined) break;
      const started = hooks.now();
      const share = weight(group) / todo.reduce((sum, other) => sum + weight(other), 0);
      const journal = openJournal(store.folder, group.id);
      const records = await measureOne(group, share, { done, ends, folder, written, journal });
      store.append(recordsToAppend(group, records, store.records()));
      if (missing(group, store.records()).length === 0) journal.remove();
      const blocks = Math.max(
        2,
        ...records.map((record) => (record.type === 'latency' ? record.blocks.length : 2)),
      );
      pace = Math.max(pace, (2 * (hooks.now() - started)) / blocks / weight(group));
      done += group.cells.length;
      todo = todo.slice(1);
      deleteUnneeded(written, todo, folder);
    }
  } finally {
    remove();
  }

  /** Returns the groups that fit into the budget; logs the others and lists them in run.json. */
  function withinBudget(
    groups: readonly PlannedGroup[],
    leftMs: number,
    msPerWeight: number,
  ): PlannedGroup[] {
    const dropped = groupsToDrop(groups, leftMs, (group) => msPerWeight * weight(group), deps.lastMeasured);
    if (dropped.length === 0) return [...groups];
    const skipped = dropped.map((group) => {
      const last = lastOf(group, deps.lastMeasured ?? (() => undefined)).slice(0, 10);
      return {
        what: `latency ${group.id}: ${counted(group.cells.length, 'cell')}`,
        why: `the budget of ${section.budgetSeconds} s is too small${last ? `; last measured on ${last}` : ''}`,
      };
    });
    for (const { what, why } of skipped) hooks.log(`skipped: ${what}: ${why}`);
    store.update({ skipped: [...store.run().skipped, ...skipped] });
    done += dropped.reduce((sum, { cells }) => sum + cells.length, 0);
    return groups.filter((group) => !dropped.includes(group));
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
    if (length > 0) hooks.log(`${group.id}: resuming with ${counted(length, 'block')} already measured`);
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
      onEvent: reporter(group, at.done, hooks),
    });
    return [...failed, ...measured];
  }
}

/** Logs which runtimes have no profile. */
function logUnprofiled(plan: Plan, hooks: RunHooks): void {
  const others = plan.latency
    .flatMap(({ cells }) => cells.map(({ cell }) => cell.runtime))
    .filter((name) => !runtimeNamed(name).profiles);
  if (others.length === 0) return;
  const names = [...new Set(others)].join(', ');
  const able = RUNTIMES.filter(({ profiles }) => profiles).map(({ name }) => name);
  hooks.log(
    `profile: only ${able.join(', ')} can write one; ${counted(others.length, 'cell')} on ${names} will have none`,
  );
}

/** Returns the ids of the cells of a group without a latency: not measured yet, or failed. */
function missing(group: PlannedGroup, records: readonly RecordLine[]): string[] {
  const measured = new Set(
    records.flatMap((record) =>
      record.type === 'latency' && record.group === group.id ? [latencyCellId(record.cell)] : [],
    ),
  );
  return group.cells.map(({ cell }) => latencyCellId(cell)).filter((id) => !measured.has(id));
}

/**
 * Selects the records to append after a group was measured. The records of a group belong together, because their
 * blocks were measured at the same times: if a cell that had failed is measured now, all of them are replaced. If
 * none is, the existing latencies stay.
 */
function recordsToAppend(
  group: PlannedGroup,
  made: readonly RecordLine[],
  known: readonly RecordLine[],
): RecordLine[] {
  const open = new Set(missing(group, known));
  const isOpen = (record: RecordLine) =>
    (record.type === 'latency' || record.type === 'failed') &&
    open.has(latencyCellId(record.cell as LatencyCell));
  const recovered = made.some((record) => record.type === 'latency' && isOpen(record));
  if (!recovered) return made.filter(isOpen);
  const same = new Set(known.map(blocksOf));
  return made.filter((record) => record.type !== 'latency' || !same.has(blocksOf(record)));
}

/** Identifies a latency by its blocks, since a full disk can cut off some records of a group. */
function blocksOf(record: RecordLine): string | undefined {
  return record.type === 'latency'
    ? JSON.stringify([record.group, latencyCellId(record.cell), record.blocks])
    : undefined;
}

/** Returns whether every cell of a group has a record, measured or failed. */
export function isMeasured(group: PlannedGroup, records: readonly RecordLine[]): boolean {
  const present = new Set<string>();
  for (const record of records) {
    if (record.type === 'latency' && record.group === group.id) present.add(latencyCellId(record.cell));
    // The cell of a failed record may be incomplete.
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

/** Cells that differ only in runtime, threads or optimization share a file, if they read the same format. */
function fileKey(cell: LatencyCell): string {
  const { model, form, resolution, batch } = cell;
  return `${model}/${form}/${resolution.join('x')}/b${batch}.${modelFormat(cell)}`;
}

/** Returns the path of the file (for tfjs: folder) of a key. */
function fileAt(folder: string, key: string): string {
  return join(folder, key.replaceAll(/[^\w.-]/g, '_'));
}

/** Deletes the model files that no remaining group needs, but never a file of the user that was measured directly. */
function deleteUnneeded(
  written: Map<string, WrittenModel>,
  todo: readonly PlannedGroup[],
  folder: string,
): void {
  const needed = new Set(todo.flatMap(({ cells }) => cells.map(({ cell }) => fileKey(cell))));
  for (const key of written.keys()) {
    if (needed.has(key)) continue;
    rmSync(fileAt(folder, key), { recursive: true, force: true });
    written.delete(key);
  }
}

/**
 * Estimates the relative cost of a group: images of 224×224 pixels per round, plus one per cell for opening and
 * warming up, which cost about the same at any size.
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

/** Reports the events of a group as progress that never decreases. */
function reporter(group: PlannedGroup, done: number, hooks: RunHooks): (event: MeasureEvent) => void {
  let at = done;
  const report = (doing: string) => hooks.progress(at, `${group.id}: ${doing}`);
  return (event) => {
    switch (event.type) {
      case 'opened':
        return report(`${shortCell(event.cell)}: warming up`);
      case 'warm':
        return report(`${shortCell(event.cell)}: warmed up`);
      case 'round':
        return report(`block ${event.block + 1}, round ${event.round} of ${event.rounds}`);
      case 'block': {
        at = done + Math.min(0.99, event.budgetUsed) * group.cells.length;
        // With few blocks the interval is too wide to be meaningful.
        const precise = event.precision !== undefined && event.precision < 1;
        const width = precise ? `, ±${(100 * (event.precision as number)).toFixed(1)} %` : '';
        return report(`${counted(event.block, 'block')} measured${width}`);
      }
      case 'failed':
        return hooks.log(`failed: ${event.cell}: ${event.reason}`);
    }
  };
}

/** Returns the model and form in a cell's id. */
function shortCell(id: string): string {
  return id.split('/').slice(0, 2).join(' ');
}
