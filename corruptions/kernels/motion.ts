/** A sum of shifted copies. */
export interface Taps {
  /** From a sample of the result to the sample of the bordered source that a tap reads, in samples. */
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/**
 * to[y, i] = sum over taps, in order, of weight * from[y * stride + i + offset]; rows of `to` have `count` samples.
 */
export function sumOfTaps(
  from: Float64Array,
  stride: number,
  to: Float64Array,
  count: number,
  rows: number,
  { offsets, weights }: Taps,
): void {
  for (let y = 0; y < rows; y++) {
    const line = to.subarray(y * count, (y + 1) * count);
    line.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const at = y * stride + offsets[k]!;
      const weight = weights[k]!;
      for (let i = 0; i < count; i++) line[i]! += weight * from[at + i]!;
    }
  }
}
