import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/**
 * Estimates the difference of two proportions on the same trials, first minus second, with the adjusted Wald interval
 * (Agresti and Min 2005: half a trial is added to each of the four outcomes). It keeps its level for few discordant
 * trials, and has a width if there are none.
 *
 * @param trials all pairs, 1 or more
 * @param onlyFirst pairs in which only the first succeeds
 * @param onlySecond pairs in which only the second succeeds
 */
export function pairedProportions(
  trials: number,
  onlyFirst: number,
  onlySecond: number,
  level = 0.95,
): Interval {
  const [n, b, c] = [trials + 2, onlyFirst + 0.5, onlySecond + 0.5];
  const centre = (b - c) / n;
  const error = Math.sqrt(b + c - (b - c) ** 2 / n) / n;
  const half = normalQuantile((1 + level) / 2) * error;
  return {
    value: (onlyFirst - onlySecond) / trials,
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
    level,
  };
}
