/** tan(22.5°) in 1/32768. */
const TANGENT = 13573;

export function markPeaks(
  grey: Uint8Array,
  width: number,
  height: number,
  low: number,
  high: number,
  gradients: Int16Array,
  marks: Uint8Array,
): void {
  const stride = width + 4;
  const gx = gradients.subarray(0, marks.length);
  const gy = gradients.subarray(marks.length, 2 * marks.length);
  const size = gradients.subarray(2 * marks.length, 3 * marks.length).fill(0);
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++) {
      const [above, below] = [at - stride, at + stride];
      gx[at] = level(grey, at + 1, stride) - level(grey, at - 1, stride);
      gy[at] =
        grey[below - 1]! +
        2 * grey[below]! +
        grey[below + 1]! -
        (grey[above - 1]! + 2 * grey[above]! + grey[above + 1]!);
      size[at] = Math.abs(gx[at]!) + Math.abs(gy[at]!);
    }
  marks.fill(0);
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++)
      if (size[at]! > low && isPeak(gx[at]!, gy[at]!, size, at, stride)) marks[at] = size[at]! > high ? 2 : 1;
}

/** A column's smoothed level. */
function level(grey: Uint8Array, at: number, stride: number): number {
  return grey[at - stride]! + 2 * grey[at]! + grey[at + stride]!;
}

/** True if the gradient is largest here along its own direction. */
function isPeak(gx: number, gy: number, size: Int16Array, at: number, stride: number): boolean {
  const here = size[at]!;
  const ax = Math.abs(gx);
  const ay = Math.abs(gy) * 32768;
  if (ay < ax * TANGENT) return here > size[at - 1]! && here >= size[at + 1]!;
  if (ay > ax * TANGENT + ax * 65536) return here > size[at - stride]! && here >= size[at + stride]!;
  const side = gx < 0 !== gy < 0 ? -1 : 1;
  return here > size[at - stride - side]! && here > size[at + stride + side]!;
}
