import type { GroupBlock } from '../results/index.ts';
import { type Blocks, blockLogRatios, halfWidth, median, studentInterval } from '../stats/index.ts';

/**
 * The precision of a group: the largest half-width among the intervals of its ratios to the baseline, a fraction.
 * Without ratios (a single cell, or a failed baseline), the largest among the medians.
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

function relativeHalfWidth(logs: readonly number[], level: number, degreesOfFreedom: number): number {
  const { value, low, high } = studentInterval(logs, level, degreesOfFreedom);
  return halfWidth({ value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), level });
}
