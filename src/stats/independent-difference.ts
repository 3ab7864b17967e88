import type { Interval } from './interval.ts';

/**
 * Estimates the difference of two independent estimates, first minus second, from their intervals of one level: the
 * squares of the distances add up, each on its own side, so the difference keeps the asymmetry of both (Zou and Donner
 * 2008; for two of Wilson's intervals it is method 10 of Newcombe 1998).
 */
export function independentDifference(first: Interval, second: Interval): Interval {
  const value = first.value - second.value;
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
    level: first.level,
  };
}
