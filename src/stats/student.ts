import { betaQuantile, incompleteBeta } from './beta.ts';
import type { Interval } from './interval.ts';
import { mean, variance } from './mean.ts';

/**
 * Estimates a mean with Student's t interval, which is exact for independent normal values.
 *
 * @param values two or more
 */
export function studentInterval(
  values: readonly number[],
  level = 0.95,
  degreesOfFreedom = values.length - 1,
): Interval {
  const value = mean(values);
  const error = Math.sqrt(variance(values) / values.length);
  const half = studentQuantile((1 + level) / 2, degreesOfFreedom) * error;
  return { value, low: value - half, high: value + half, level };
}

/** Evaluates the distribution function of Student's t with `df` degrees of freedom. */
export function studentCdf(t: number, df: number): number {
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * Computes the quantile of Student's t at p in (0, 1) with `df` degrees of freedom.
 * @throws RangeError for other p
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`t quantile at ${p}: p must be in (0, 1)`);
  if (p === 0.5) return 0;
  const x = betaQuantile(2 * Math.min(p, 1 - p), df / 2, 0.5);
  const t = Math.sqrt((df * (1 - x)) / x);
  return p > 0.5 ? t : -t;
}
