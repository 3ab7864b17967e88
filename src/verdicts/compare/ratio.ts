import type { Estimate } from '../../results/index.ts';
import { studentCdf, studentQuantile } from '../../stats/index.ts';

/** A ratio on the logarithmic scale: its standard error, and the degrees of freedom that it was estimated with. */
export interface LogRatio {
  readonly log: number;
  readonly error: number;
  readonly freedom: number;
}

/**
 * Reads the standard error back out of an interval that is Student's t around a logarithm, as the latency
 * engine makes them.
 *
 * @param freedom degrees of freedom that the interval was made with
 */
export function fromInterval({ value, low, high, level }: Estimate, freedom: number): LogRatio {
  const half = (Math.log(high) - Math.log(low)) / 2;
  return { log: Math.log(value), error: half / studentQuantile((1 + level) / 2, freedom), freedom };
}

/**
 * `head` over `base`, independent of each other, with Welch's degrees of freedom (Welch 1947).
 *
 * @param between standard deviation of the logarithm from run to run, on top of what each run knows of itself;
 *   taken as known
 */
export function quotient(head: LogRatio, base: LogRatio, between: number): LogRatio {
  const own = head.error ** 2 + base.error ** 2;
  const total = own + 2 * between ** 2;
  const parts = head.error ** 4 / head.freedom + base.error ** 4 / base.freedom;
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

/** The ratio with its interval. */
export function toEstimate({ log, error, freedom }: LogRatio, level: number, method: string): Estimate {
  const half = studentQuantile((1 + level) / 2, freedom) * error;
  return { value: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half), level, method };
}
