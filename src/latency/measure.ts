import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { messageOf } from '../errors.ts';
import { latencyCellId, type RecordLine } from '../results/schema.ts';
import type { ProcessLimits } from '../runtimes/index.ts';
import { seededRandom } from '../stats/index.ts';
import { anchorCell } from './anchor.ts';
import { type CellBlock, type Lane, measureBlock } from './block.ts';
import { exactFacts } from './exact.ts';
import type { SamplingOptions } from './options.ts';
import { groupPrecision, stoppedDegreesOfFreedom } from './precision.ts';
import { profileCell } from './profile.ts';
import { type GroupResult, recordsOf } from './records.ts';
import type { MeasuredCell, MeasureOptions } from './types.ts';

/**
 * Measures the cells of a group interleaved, block after block of fresh processes, until the ratios to the
 * baseline are as precise as asked, or the budget is gone. Returns one record a cell, in the order given: a
 * `latency` record, or a `failed` one with its reason.
 *
 * @throws the signal's reason if it aborts; never because of what a cell does
 */
export async function measureGroup(
  cells: readonly MeasuredCell[],
  options: MeasureOptions,
): Promise<RecordLine[]> {
  const clock = options.clock ?? (() => performance.now());
  const { sampling, signal } = options;
  const startedAt = new Date().toISOString();
  const start = clock();
  const lanes: Lane[] = cells.map((measured) => ({ id: latencyCellId(measured.cell), measured }));
  const anchor = sampling.anchor ? anchorLane() : undefined;
  const baseline = latencyCellId(options.baseline ?? cells[0]!.cell);
  const random = seededRandom(`${options.seed}/${options.group}`);
  const onEvent = options.onEvent ?? (() => {});

  const blocks: ReadonlyMap<string, CellBlock>[] = [];
  const failed = new Map<string, string>();
  let rounds: number | undefined;
  let lastBlockMs = 0;
  let wasPrecise = false;
  let stop: GroupResult['stop'] = 'rounds';

  while (blocks.length < sampling.maxBlocks) {
    signal?.throwIfAborted();
    const alive = [...lanes, ...(anchor ? [anchor] : [])].filter(({ id }) => !failed.has(id));
    if (!alive.some((lane) => lane !== anchor)) break;
    const blockStart = clock();
    if (blocks.length >= 2 && blockStart - start + lastBlockMs > options.budgetMs) {
      stop = 'budget';
      break;
    }
    const result = await measureBlock(alive, {
      block: blocks.length,
      sampling,
      limits: processLimits(sampling, signal),
      random,
      clock,
      rounds: (setupMs, roundMs) => {
        rounds ??= affordableRounds(sampling, options.budgetMs, setupMs, roundMs);
        return rounds;
      },
      runsPerTurn: new Map([...(blocks[0] ?? [])].map(([id, { runsPerTurn }]) => [id, runsPerTurn])),
      onEvent,
    });
    for (const [id, reason] of result.failed) failed.set(id, reason);
    // A shared process that failed has measured nothing: the block is made again without the culprit.
    if (result.measured.size === 0) continue;
    blocks.push(result.measured);
    lastBlockMs = clock() - blockStart;

    const precision = groupPrecision(
      blocks,
      lanes.map(({ id }) => id).filter((id) => !failed.has(id)),
      baseline,
      sampling.level,
      stoppedDegreesOfFreedom(blocks.length, sampling.minBlocks),
    );
    const budgetUsed = Math.min(1, (clock() - start) / options.budgetMs);
    onEvent({
      type: 'block',
      block: blocks.length,
      budgetUsed,
      ...(precision === undefined ? {} : { precision }),
    });
    // Twice in a row: a spread that is small by chance would end the sampling too early.
    const isPrecise = precision !== undefined && precision <= sampling.precision;
    if (isPrecise && wasPrecise && blocks.length >= sampling.minBlocks) {
      stop = 'precision';
      break;
    }
    wasPrecise = isPrecise;
  }
  const profiles = await profileLanes(
    lanes.filter(({ id }) => !failed.has(id)),
    options,
    processLimits(sampling, signal),
  );
  const exact = await exactFacts(
    lanes.filter(({ id }) => !failed.has(id)),
    processLimits(sampling, signal),
  );
  const result = { lanes, anchor: anchor?.id, baseline, blocks, failed, profiles, exact, stop, startedAt };
  return recordsOf(result, options, random);
}

/**
 * Profiles of the cells, where they are asked for, and where a provider other than the CPU may have left nodes
 * to another one. What cannot be profiled has been measured all the same.
 */
async function profileLanes(
  lanes: readonly Lane[],
  { profile, signal }: MeasureOptions,
  limits: ProcessLimits,
): Promise<GroupResult['profiles']> {
  const profiles = new Map<string, Awaited<ReturnType<typeof profileCell>> | Error>();
  for (const { id, measured } of lanes) {
    if (measured.runtime.name !== 'onnxruntime' || !(profile || measured.cell.provider !== 'cpu')) continue;
    try {
      profiles.set(id, await profileCell(measured, limits));
    } catch (error) {
      signal?.throwIfAborted();
      profiles.set(id, new Error(messageOf(error)));
    }
  }
  return profiles;
}

function anchorLane(): Lane {
  const measured = anchorCell();
  return { id: latencyCellId(measured.cell), measured };
}

/**
 * Rounds so few that the smallest number of blocks fits into the budget, because the difference between
 * processes is larger than between rounds; but all of them where they take less time than the set-up.
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
