import type { Interval } from './interval.ts';
import { variance } from './mean.ts';
import { normalCdf } from './normal.ts';
import { quantileOfSorted } from './quantile.ts';
import type { Uniform } from './random.ts';
import { studentQuantile } from './student.ts';

export interface BootstrapOptions {
  readonly random: Uniform;
  /** Default 2000. */
  readonly resamples?: number;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Of Student's t in place of n − 1: fewer where the number of items was itself decided by the data. */
  readonly degreesOfFreedom?: number;
}

/**
 * Percentile interval of `statistic(items)` by resampling whole items with replacement. Items must be
 * independent of each other (images with all their corrupted versions; not consecutive samples).
 *
 * Expanded percentiles (Hesterberg 2015, "What teachers should know about the bootstrap"): the percentile
 * interval of Efron (1979) is too narrow for few items, by √((n−1)/n) and the difference between the normal
 * and Student's t; its tail probability is lowered to Φ(−√(n/(n−1))·t) so that a mean gets the width it
 * should have. From twenty items on it keeps its level; below, use `bootstrapStudent`.
 *
 * @throws RangeError for fewer than two items.
 */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions,
): Interval {
  const level = options.level ?? 0.95;
  const statistics = resample(items, statistic, options).sort();
  const n = items.length;
  const tail = normalCdf(-Math.sqrt(n / (n - 1)) * studentQuantile((1 + level) / 2, n - 1));
  return {
    value: statistic(items),
    low: quantileOfSorted(statistics, tail),
    high: quantileOfSorted(statistics, 1 - tail),
    level,
  };
}

/**
 * Interval of `statistic(items)` for few items (blocks of fresh processes): the statistic, plus and minus
 * Student's t with n − 1 degrees of freedom times the bootstrap standard error, the latter corrected by
 * √(n/(n−1)) for the narrowness of resampling (Hesterberg 2015; for a mean it is the t interval). Unlike
 * percentiles it is not confined to the range of the items, and covers at its level from three items on.
 * The statistic should be one that is nearly normal: a mean of logarithms, not a ratio.
 *
 * @throws RangeError for fewer than two items.
 */
export function bootstrapStudent<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions,
): Interval {
  const level = options.level ?? 0.95;
  const value = statistic(items);
  const n = items.length;
  const error = Math.sqrt((variance([...resample(items, statistic, options)]) * n) / (n - 1));
  const half = studentQuantile((1 + level) / 2, options.degreesOfFreedom ?? n - 1) * error;
  return { value, low: value - half, high: value + half, level };
}

function resample<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { random, resamples = 2000 }: BootstrapOptions,
): Float64Array {
  const n = items.length;
  if (n < 2) throw new RangeError('a bootstrap needs two items or more');
  const sample = [...items];
  const statistics = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw++) {
    for (let at = 0; at < n; at++) sample[at] = items[Math.floor(random() * n)]!;
    statistics[draw] = statistic(sample);
  }
  return statistics;
}
