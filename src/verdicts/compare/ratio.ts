import type { Estimate } from '../../results/index.ts';
import { studentCdf, studentQuantile } from '../../stats/index.ts';
import type { Between } from './types.ts';

/** A ratio on the logarithmic scale, its standard error, and the degrees of freedom of that error. */
export interface LogRatio {
  readonly log: number;
  readonly error: number;
  readonly freedom: number;
}

/**
 * Takes the standard error of an estimate of the latency engine. Runs before version 0.2.0 did not record it; their
 * intervals are Student's t around a logarithm.
 *
 * @param freedom degrees of freedom: blocks less one, at least 1
 */
export function fromInterval({ value, low, high, level, error }: Estimate, freedom: number): LogRatio {
  if (error !== undefined) return { log: Math.log(value), error, freedom };
  const half = (Math.log(high) - Math.log(low)) / 2;
  return { log: Math.log(value), error: half / studentQuantile((1 + level) / 2, freedom), freedom };
}

/**
 * `head` over `base`, independent of each other, with Welch's degrees of freedom (Welch 1947).
 *
 * @param between how runs differ, which no single run can show
 */
export function quotient(head: LogRatio, base: LogRatio, between: Between): LogRatio {
  const own = head.error ** 2 + base.error ** 2;
  const runs = 2 * between.sd ** 2;
  const total = own + runs;
  const parts = head.error ** 4 / head.freedom + base.error ** 4 / base.freedom + runs ** 2 / between.freedom;
  return {
    log: head.log - base.log,
    error: Math.sqrt(total),
    // Beyond a million it is the normal distribution.
    freedom: Math.min(1e6, parts > 0 ? total ** 2 / parts : 1e6),
  };
}

/** Two-sided p-value of "the ratio is 1". */
export function pValue({ log, error, freedom }: LogRatio): number {
  if (error === 0) return log === 0 ? 1 : 0;
  return 2 * studentCdf(-Math.abs(log) / error, freedom);
}
