import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/**
 * Interval of a proportion by inverting the score test (Wilson 1927), without continuity correction. Stays
 * within 0..1 and is good from a few trials on; its average coverage is the level.
 *
 * @throws RangeError unless 0 ≤ successes ≤ trials and trials > 0.
 */
export function wilson(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials > 0 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} of ${trials} is no proportion`);
  }
  const z = normalQuantile((1 + level) / 2);
  const p = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (p + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return {
    value: p,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
    level,
  };
}
