import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import { normalQuantile } from './normal.ts';

/**
 * Estimates the mean of independent values in 0..`most` (an image's share of wrong predictions) with an adjusted Wald
 * interval: z²/2 values are added at either bound, about two each at 95 %. For values that are 0 or `most` it is the
 * interval of Agresti and Coull (1998). It keeps its level where most values are equal; a bootstrap, which never draws
 * a value that has not occurred, is too narrow there, and a point if all values are equal.
 *
 * @param values two or more
 */
export function boundedMean(values: readonly number[], most: number, level = 0.95): Interval {
  const weight = normalQuantile((1 + level) / 2) ** 2 / 2;
  const added = [0, most].map((value) => ({ value, weight }));
  return adjustedWald(values, added, { least: 0, most }, level);
}

/**
 * Estimates the mean of independent differences in −`most`..`most` with an adjusted Wald interval: half a value is added
 * at either bound, and one at 0. For values of −1, 0 and 1 it is the interval of `pairedProportions`.
 *
 * @param values two or more
 */
export function boundedDifference(values: readonly number[], most: number, level = 0.95): Interval {
  const added = [
    { value: -most, weight: 0.5 },
    { value: 0, weight: 1 },
    { value: most, weight: 0.5 },
  ];
  return adjustedWald(values, added, { least: -most, most }, level);
}

/** Computes mean ± z standard errors with the added values, within the bounds. The estimate is without them. */
function adjustedWald(
  values: readonly number[],
  added: readonly { readonly value: number; readonly weight: number }[],
  { least, most }: { readonly least: number; readonly most: number },
  level: number,
): Interval {
  const all = [...values.map((value) => ({ value, weight: 1 })), ...added];
  const sum = (of: (value: number) => number) =>
    all.reduce((total, { value, weight }) => total + weight * of(value), 0);
  const n = sum(() => 1);
  const centre = sum((value) => value) / n;
  const error = Math.sqrt(sum((value) => (value - centre) ** 2)) / n;
  const half = normalQuantile((1 + level) / 2) * error;
  return {
    value: mean(values),
    low: Math.max(least, centre - half),
    high: Math.min(most, centre + half),
    level,
  };
}
