/**
 * Computes the sample quantile at `p` in 0..1 by linear interpolation between order statistics (type 7 of Hyndman
 * and Fan 1996, the default of R and NumPy). The values need not be sorted and are not modified.
 *
 * @throws RangeError for no values, or p outside 0..1
 */
export function quantile(values: readonly number[], p: number): number {
  return quantileOfSorted(sorted(values), p);
}

/** Computes the sample median: the middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Computes `quantile` for values that are already sorted, ascending. */
export function quantileOfSorted(values: ArrayLike<number>, p: number): number {
  if (values.length === 0) throw new RangeError('no values to take a quantile of');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile at ${p}: p must be in 0..1`);
  const at = (values.length - 1) * p;
  const below = Math.floor(at);
  const low = values[below]!;
  const high = values[Math.min(below + 1, values.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** Copies values in ascending order. */
export function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
