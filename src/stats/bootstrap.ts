import type { Interval } from './interval.ts';
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
}

/**
 * Estimates `statistic(items)` with an expanded percentile interval of the bootstrap (Hesterberg 2015, "What
 * teachers should know about the bootstrap"). Items are resampled as a whole and must be independent of each other:
 * images with all their corrupted versions, not consecutive samples.
 *
 * The percentile interval of Efron (1979) is too narrow for few items, by √((n−1)/n) and the difference between the
 * normal distribution and Student's t. Its tail probability is lowered to Φ(−√(n/(n−1))·t), which gives a mean the
 * correct width. It keeps its level from about twenty items on. It is too narrow if nearly all items are equal, since it
 * never draws what has not occurred; for a mean of such items, use `boundedMean`.
 *
 * @throws RangeError for fewer than two items
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
