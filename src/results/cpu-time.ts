import { z } from 'zod';
import { type Blocks, median, quantile } from '../stats/index.ts';
import { counted } from '../text/index.ts';
import type { CellBlock } from './blocks.ts';

/** The time of a ratio: CPU time, or wall time, which is latency. */
export const RatioTime = z.enum(['cpu', 'wall']);
export type RatioTime = z.infer<typeof RatioTime>;

/** What the process of a cell used while it was timed. */
export const CpuTime = z.object({
  /** CPU milliseconds (user and system) of a run, the median of the turn; indexed as the blocks of the record. */
  blocks: z.array(z.array(z.number())),
  share: z
    .number()
    .describe(
      'CPU time divided by wall time of a turn, the median over turns; above 1 if several threads were busy',
    ),
  waits: z.number().optional().describe('voluntary context switches per run; absent if not counted'),
  pageFaults: z.number().describe('per run'),
  notComparable: z
    .string()
    .optional()
    .describe('why ratios of this cell rest on wall time although its CPU time is known'),
});
export type CpuTime = z.infer<typeof CpuTime>;

/** Above this share, more than one thread was busy. Helpers of the JavaScript engine use a few per cent at most. */
const ONE_THREAD = 1.1;
/** A cell that reaches this share in a tenth of its turns has a processor of its own then, and does not wait. */
const UNDISTURBED = 0.95;
/** Voluntary context switches per run of a thread that waits in its runs; one that computes has some in a hundred runs. */
const WAITING = 0.5;

/**
 * Summarises the CPU time of a cell, and judges whether it measures the same as the clock without the neighbours: one
 * thread that computes from the beginning of a run to its end.
 *
 * A share below 1 alone does not tell waiting from being interrupted by other processes, which is what CPU time is to
 * leave out. A thread that waits gives up its processor by itself; the system counts that. Where it does not, only
 * turns without interruption show that nothing waits.
 *
 * @param blocks of one cell, at least one
 * @returns undefined if a block has no CPU time
 */
export function cpuTimeOf(blocks: readonly CellBlock[]): CpuTime | undefined {
  const used = blocks.flatMap(({ cpu }) => cpu ?? []);
  // A value of zero is below what the CPU clock can tell.
  if (used.length < blocks.length || used.some(({ rounds }) => rounds.some((ms) => ms <= 0)))
    return undefined;
  const runs = sum(blocks.map((block) => block.runs.length));
  const counts = used.flatMap(({ waits }) => waits ?? []);
  const waits = counts.length < used.length ? undefined : sum(counts) / runs;
  const shares = blocks.flatMap(({ rounds, cpu }) => rounds.map((ms, round) => cpu!.rounds[round]! / ms));
  const threads = Math.max(...used.map((one) => one.threads));
  const notComparable = reasonAgainst(threads, shares, waits);
  return {
    blocks: used.map(({ rounds }) => [...rounds]),
    share: median(shares),
    ...(waits === undefined ? {} : { waits }),
    pageFaults: sum(used.map(({ pageFaults }) => pageFaults)) / runs,
    ...(notComparable === undefined ? {} : { notComparable }),
  };
}

/** The rounds of a cell by both times: a record, or `timedRounds` of its blocks. */
export interface TimedRounds {
  readonly blocks: Blocks;
  readonly cpu?: Pick<CpuTime, 'blocks' | 'notComparable'> | undefined;
}

/** The rounds of a cell's blocks, none or more. */
export function timedRounds(blocks: readonly CellBlock[]): TimedRounds {
  return {
    blocks: blocks.map(({ rounds }) => rounds),
    cpu: blocks.length === 0 ? undefined : cpuTimeOf(blocks),
  };
}

/**
 * Chooses the time on which the ratio of two cells rests, and every verdict that follows from it: CPU time if it is
 * comparable for both cells, else wall time.
 */
export function ratioTime(one: Pick<TimedRounds, 'cpu'>, other: Pick<TimedRounds, 'cpu'>): RatioTime {
  const comparable = ({ cpu }: Pick<TimedRounds, 'cpu'>) =>
    cpu !== undefined && cpu.notComparable === undefined;
  return comparable(one) && comparable(other) ? 'cpu' : 'wall';
}

/** Returns whether the machine was too noisy for ratios by this time: a neighbour disturbs the clock far more. */
export function noisyBy(
  time: RatioTime,
  { noisy, noisyCpu = noisy }: { readonly noisy: boolean; readonly noisyCpu?: boolean | undefined },
): boolean {
  return time === 'cpu' ? noisyCpu : noisy;
}

/** The rounds of a cell by one of its times. @throws RangeError for CPU time that was not measured */
export function roundsBy(time: RatioTime, { blocks, cpu }: TimedRounds): Blocks {
  if (time === 'wall') return blocks;
  if (cpu === undefined) throw new RangeError('no CPU time was measured');
  return cpu.blocks;
}

function reasonAgainst(
  threads: number,
  shares: readonly number[],
  waits: number | undefined,
): string | undefined {
  if (threads > 1) return counted(threads, 'thread');
  const share = median(shares);
  if (share > ONE_THREAD)
    return `CPU time is ${share.toFixed(2)} times the wall time: several threads were busy`;
  if (quantile(shares, 0.9) >= UNDISTURBED || (waits !== undefined && waits < WAITING)) return undefined;
  const times = waits === undefined ? '' : `, and its thread waited ${waits.toFixed(1)} times per run`;
  return `CPU time is ${share.toFixed(2)} of the wall time${times}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
