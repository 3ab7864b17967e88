import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { messageOf } from '../files/index.ts';
import type { CellBlock, GroupBlock } from '../results/index.ts';
import { latencyCellId, type RecordLine } from '../results/index.ts';
import type { ProcessLimits } from '../runtimes/index.ts';
import { seededRandom } from '../stats/index.ts';
import { type GroupMember, measureBlock } from './block.ts';
import { exactFacts } from './exact.ts';
import { anchorCell } from './kernel-cells.ts';
import type { SamplingOptions } from './options.ts';
import { profileCell } from './profile.ts';
import { type GroupResult, recordsOf } from './records.ts';
import { groupEstimates, isSettled, precisionOf } from './settled.ts';
import type { MeasuredCell, MeasureOptions } from './types.ts';

/**
 * Measures the cells of a group interleaved, in blocks of fresh processes, until the ratios to the baseline are
 * decided or precise, by intervals that hold after every block, or until the budget is spent. Returns one record per cell, in the order given: `latency`, or `failed`
 * with a reason.
 *
 * Blocks that earlier sessions of the run measured are kept if they have every cell, and cells that failed are
 * tried again. If all of them fail again in a group that was complete otherwise, nothing more is measured.
 *
 * @throws the signal's reason if it aborts, and what the journal throws; a failing cell never throws
 */
export async function measureGroup(
  cells: readonly MeasuredCell[],
  options: MeasureOptions,
): Promise<RecordLine[]> {
  const clock = options.clock ?? (() => performance.now());
  const { sampling, signal } = options;
  const sessionStartedAt = new Date().toISOString();
  const start = clock();
  const members: GroupMember[] = cells.map((measured) => ({ id: latencyCellId(measured.cell), measured }));
  const anchor = sampling.anchor ? anchorMember() : undefined;
  const baseline = latencyCellId(options.baseline ?? cells[0]!.cell);
  const onEvent = options.onEvent ?? (() => {});

  const kept = options.journal?.kept ?? { blocks: [] };
  const blocks = usableBlocks(kept.blocks, anchor ? [...members, anchor] : members);
  const retried = members.filter(({ id }) => failedLast(blocks, id));
  const attempt = blocks.length === 0 ? '' : `/${blocks.length}`;
  const random = seededRandom(`${options.seed}/${options.group}${attempt}`);
  const failed = new Map<string, string>();
  const alive = () => members.filter(({ id }) => !failed.has(id));
  /** Blocks that have every cell which has not failed. */
  const complete = () => {
    const ids = alive().map(({ id }) => id);
    return blocks.filter((block) => ids.every((id) => id in block.cells));
  };
  const estimatesOf = (some: readonly GroupBlock[]) =>
    groupEstimates(
      some,
      alive().map(({ id }) => id),
      baseline,
      { level: sampling.level, look: 'sequence' },
    );
  /** Why sampling may stop after these blocks; undefined if it may not. */
  const reasonToStop = (some: readonly GroupBlock[]): GroupResult['stop'] | undefined => {
    if (some.length < sampling.minBlocks) return undefined;
    const { estimates, areRatios } = estimatesOf(some);
    if (options.isDecided?.(estimates)) return 'decided';
    if (precisionOf(estimates) <= sampling.precision) return 'precision';
    const settled = areRatios && estimates.every((ratio) => isSettled(ratio, sampling.precision));
    return settled ? 'decided' : undefined;
  };
  let rounds = firstBlock(blocks)?.rounds.length;
  let lastBlockMs = 0;
  let stop: GroupResult['stop'] = 'rounds';

  for (;;) {
    signal?.throwIfAborted();
    if (alive().length === 0) break;
    if (kept.stop !== undefined && retried.every(({ id }) => failed.has(id))) {
      stop = kept.stop;
      break;
    }
    const done = complete();
    const reason = reasonToStop(done);
    if (reason !== undefined) {
      stop = reason;
      break;
    }
    if (done.length >= sampling.maxBlocks) break;
    const blockStart = clock();
    if (done.length >= 2 && blockStart - start + lastBlockMs > options.budgetMs) {
      stop = 'budget';
      break;
    }
    const turns = [...alive(), ...(anchor && !failed.has(anchor.id) ? [anchor] : [])];
    const result = await measureBlock(turns, {
      block: done.length,
      sampling,
      limits: processLimits(sampling, signal),
      random,
      clock,
      rounds: (setupMs, roundMs) => {
        rounds ??= affordableRounds(sampling, options.budgetMs, setupMs, roundMs);
        return rounds;
      },
      runsPerTurn: new Map(
        turns.flatMap(({ id }) => {
          const known = blocks.find((block) => id in block.cells);
          return known === undefined ? [] : [[id, known.cells[id]!.runsPerTurn]];
        }),
      ),
      onEvent,
    });
    for (const [id, reason] of result.failed) failed.set(id, reason);
    const block = {
      sessionStartedAt,
      cells: Object.fromEntries(result.measured),
      failed: Object.fromEntries(result.failed),
    };
    options.journal?.append(block);
    // A shared process that failed measured nothing: the block is repeated without the failed cell.
    if (result.measured.size === 0) continue;
    blocks.push(block);
    lastBlockMs = clock() - blockStart;

    const precision = precisionOf(estimatesOf(complete()).estimates);
    const budgetUsed = Math.min(1, (clock() - start) / options.budgetMs);
    onEvent({
      type: 'block',
      block: complete().length,
      budgetUsed,
      ...(Number.isFinite(precision) ? { precision } : {}),
    });
  }
  options.journal?.end(stop);
  const limits = processLimits(sampling, signal);
  const profiles = await profileMembers(alive(), options, limits);
  const exact = await exactFacts(alive(), limits);
  const result = {
    members,
    anchor: anchor?.id,
    baseline,
    blocks: complete(),
    earlier: blocks,
    failed,
    profiles,
    exact,
    stop,
    ends: plannedEnds(kept.stop, stop),
    sessionStartedAt,
  };
  return recordsOf(result, options);
}

/** Counts the planned ends at which the blocks were looked at: of an earlier session that was complete, and of this. */
function plannedEnds(earlier: GroupResult['stop'] | undefined, now: GroupResult['stop']): number {
  const isEnd = (stop: GroupResult['stop'] | undefined) => stop === 'budget' || stop === 'rounds';
  return Number(isEnd(earlier)) + Number(isEnd(now));
}

/** Drops measurements of model files that have changed since. */
function usableBlocks(kept: readonly GroupBlock[], members: readonly GroupMember[]): GroupBlock[] {
  const digests = new Map(members.map(({ id, measured }) => [id, measured.modelDigest]));
  return kept.map((block) => ({
    ...block,
    cells: Object.fromEntries(
      Object.entries(block.cells).filter(([id, { modelDigest }]) => digests.get(id) === modelDigest),
    ),
  }));
}

/** Whether the last attempt to measure a cell failed. */
function failedLast(blocks: readonly GroupBlock[], id: string): boolean {
  const last = blocks.findLast((block) => id in block.cells || id in block.failed);
  return last !== undefined && id in last.failed;
}

function firstBlock(blocks: readonly GroupBlock[]): CellBlock | undefined {
  return blocks.flatMap(({ cells }) => Object.values(cells))[0];
}

/**
 * Profiles cells if asked to, and always with a provider that may leave nodes to another one. A cell that cannot be
 * profiled keeps its measurement.
 */
async function profileMembers(
  members: readonly GroupMember[],
  { profile, signal }: MeasureOptions,
  limits: ProcessLimits,
): Promise<GroupResult['profiles']> {
  const profiles = new Map<string, Awaited<ReturnType<typeof profileCell>> | Error>();
  for (const { id, measured } of members) {
    const { profiles: writesProfile, providers } = measured.runtime;
    if (!writesProfile || !(profile || providers[measured.cell.provider]?.fallsBack)) continue;
    try {
      profiles.set(id, await profileCell(measured, limits));
    } catch (error) {
      signal?.throwIfAborted();
      profiles.set(id, new Error(messageOf(error)));
    }
  }
  return profiles;
}

function anchorMember(): GroupMember {
  const measured = anchorCell();
  return { id: latencyCellId(measured.cell), measured };
}

/**
 * Reduces the rounds per block until the minimum number of blocks fits into the budget, because processes differ
 * more than rounds do. All rounds are kept if they take less time than the set-up.
 */
function affordableRounds(
  { roundsPerBlock, minBlocks }: SamplingOptions,
  budgetMs: number,
  setupMs: number,
  roundMs: number,
): number {
  if (roundsPerBlock * roundMs <= setupMs) return roundsPerBlock;
  const pairs = Math.floor((budgetMs / minBlocks - setupMs) / roundMs / 2);
  return Math.min(roundsPerBlock, Math.max(2, 2 * pairs));
}

function processLimits(sampling: SamplingOptions, signal: AbortSignal | undefined): ProcessLimits {
  const available = Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    timeoutMs: sampling.timeoutSeconds * 1000,
    memoryBytes: sampling.memoryGiB === undefined ? 0.9 * available : sampling.memoryGiB * 2 ** 30,
    ...(signal ? { signal } : {}),
  };
}
