import { median } from './quantile.ts';

/** Computes the median absolute deviation from the median, not scaled by 1.4826. */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

/** Computes the median absolute deviation divided by the median: a robust coefficient of variation, not scaled. */
export function relativeSpread(values: readonly number[]): number {
  return medianAbsoluteDeviation(values) / median(values);
}
