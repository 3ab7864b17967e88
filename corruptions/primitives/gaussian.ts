/**
 * Returns half of a Gaussian kernel: weights at distances 0..radius, with radius = floor(truncate * sigma + 0.5). The
 * whole kernel (both sides) sums to 1.
 */
export function gaussianWeights(sigma: number, truncate: number): Float64Array {
  const radius = Math.floor(truncate * sigma + 0.5);
  const all = new Float64Array(2 * radius + 1);
  for (let i = 0; i < all.length; i++) all[i] = Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2);
  const sum = pairwiseSum(all, 0, all.length);
  return all.subarray(radius).map((weight) => weight / sum);
}

/** Sums in NumPy's order, so that weights agree to the last bit. */
export function pairwiseSum(values: Float64Array, from: number, count: number): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[from + i]!;
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return pairwiseSum(values, from, half) + pairwiseSum(values, from + half, count - half);
  }
  const lanes = values.slice(from, from + 8);
  let i = 8;
  for (; i + 8 <= count; i += 8) for (let k = 0; k < 8; k++) lanes[k]! += values[from + i + k]!;
  const [a, b, c, d, e, f, g, h] = lanes as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (; i < count; i++) sum += values[from + i]!;
  return sum;
}
