import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/**
 * Estimates a proportion with Wilson's score interval (Wilson 1927) without continuity correction. It stays within
 * 0..1, is accurate from a few trials on, and its average coverage is the level.
 *
 * @throws RangeError unless 0 ≤ successes ≤ trials and trials > 0
 */
export function wilson(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials > 0 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} of ${trials} is not a proportion`);
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
