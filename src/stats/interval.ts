/** An estimate with its confidence interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Confidence level, e.g. 0.95. */
  readonly level: number;
}

/** Computes the larger distance of an end from the value, relative to the value. */
export function halfWidth({ value, low, high }: Interval): number {
  return Math.max(high - value, value - low) / Math.abs(value);
}
