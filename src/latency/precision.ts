import type { GroupBlock } from '../results/blocks.ts';
import type { LatencyRecord } from '../results/schema.ts';
import { type Blocks, blockLogRatios, halfWidth, median, studentInterval } from '../stats/index.ts';

/**
 * How precise a group is: the widest half-width of the intervals of its ratios to the baseline, a fraction.
 * Where there is no ratio (one cell, or a baseline that failed), that of the medians.
 *
 * @param cells ids of the cells that were measured in every block
 * @returns undefined with fewer than two blocks
 */
export function groupPrecision(
  blocks: readonly GroupBlock[],
  cells: readonly string[],
  baseline: string,
  level: number,
  degreesOfFreedom: number,
): number | undefined {
  if (blocks.length < 2 || cells.length === 0) return undefined;
  const roundsOf = (id: string): Blocks => blocks.map(({ cells: measured }) => measured[id]!.rounds);
  const others = cells.filter((id) => id !== baseline);
  const series =
    others.length > 0 && cells.includes(baseline)
      ? others.map((id) => blockLogRatios(roundsOf(id), roundsOf(baseline)))
      : cells.map((id) => roundsOf(id).map((rounds) => Math.log(median(rounds))));
  return Math.max(...series.map((logs) => relativeHalfWidth(logs, level, degreesOfFreedom)));
}

/**
 * Degrees of freedom where precision ends the sampling. It tends to end when the spread is small by chance, so
 * an interval that ignores this covers 91 to 93 % instead of 95. Stein (1945) counts the blocks of the first
 * stage alone, which is safe and wide; a quarter of the later blocks counted keeps the level within a point
 * in simulations with drift, bursts, two speeds and autocorrelation, at hardly more blocks.
 */
export function stoppedDegreesOfFreedom(blocks: number, minBlocks: number): number {
  const counted = minBlocks + (blocks - minBlocks) / 4;
  return Math.max(1, Math.min(blocks, Math.round(counted)) - 1);
}

/** Degrees of freedom of a ratio of this record: fewer where precision ended the sampling. */
export function ratioFreedom({ blocks, stop, sampling }: LatencyRecord): number {
  if (stop !== 'precision') return blocks.length - 1;
  return stoppedDegreesOfFreedom(blocks.length, sampling.minBlocks ?? DEFAULT_MIN_BLOCKS);
}

/** Of records that do not say theirs. */
const DEFAULT_MIN_BLOCKS = 6;

function relativeHalfWidth(logs: readonly number[], level: number, degreesOfFreedom: number): number {
  const { value, low, high } = studentInterval(logs, level, degreesOfFreedom);
  return halfWidth({ value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), level });
}
