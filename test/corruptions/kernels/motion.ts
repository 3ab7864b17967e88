import type { Taps } from '../../../corruptions/kernels/kernels.ts';

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
