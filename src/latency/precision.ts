import { type GroupBlock, ratioTime, roundsBy, type TimedRounds, timedRounds } from '../results/index.ts';
import { blockLogRatios, halfWidth, median, studentInterval } from '../stats/index.ts';

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
  const roundsOf = (id: string) => timedRounds(blocks.map(({ cells: measured }) => measured[id]!));
  const others = cells.filter((id) => id !== baseline);
  const series =
    others.length > 0 && cells.includes(baseline)
      ? logRatiosOf(others.map(roundsOf), roundsOf(baseline))
      : cells.map((id) => roundsOf(id).blocks.map((rounds) => Math.log(median(rounds))));
  return Math.max(...series.map((logs) => relativeHalfWidth(logs, level, degreesOfFreedom)));
}

/** Log ratio of every block, by the time on which the ratio rests. */
function logRatiosOf(cells: readonly TimedRounds[], baseline: TimedRounds): number[][] {
  return cells.map((one) => {
    const time = ratioTime(one, baseline);
    return blockLogRatios(roundsBy(time, one), roundsBy(time, baseline));
  });
}

function relativeHalfWidth(logs: readonly number[], level: number, degreesOfFreedom: number): number {
  const { value, low, high } = studentInterval(logs, level, degreesOfFreedom);
  return halfWidth({ value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), level });
}
