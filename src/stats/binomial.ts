import { betaQuantile, incompleteBeta } from './beta.ts';
import type { Interval } from './interval.ts';

/** Probability of `k` or fewer successes in `n` trials with chance `p` each. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1);
}

/**
 * Exact interval of a proportion (Clopper and Pearson 1934): never covers less than its level, at the price
 * of being wide. For trials that are few and costly.
 */
export function exactInterval(successes: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    value: successes / trials,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
    level,
  };
}
