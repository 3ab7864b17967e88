import { betaQuantile, incompleteBeta } from './beta.ts';
import type { Interval } from './interval.ts';

/** Computes the probability of at most `k` successes in `n` independent trials with success probability `p`. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1);
}

/**
 * Estimates a proportion with the exact interval of Clopper and Pearson (1934), whose coverage is never below its
 * level; it is wider than Wilson's. For few, expensive trials.
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
