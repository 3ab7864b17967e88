import type { Strips } from '../../../corruptions/kernels/kernels.ts';

export function sumOfStrips(
  from: Uint8Array,
  width: number,
  height: number,
  margin: number,
  kernel: Strips,
  sums: Uint16Array,
  to: Uint8Array,
): void {
  const { heights, dx, strips, coefficients } = kernel;
  const stride = (width + 2 * margin) * 3;
  const count = width * 3;
  for (let y = 0; y < height; y++) {
    slide(from, stride, y + margin, y === 0, heights, sums);
    for (let i = 0; i < count; i++) {
      let total = 0;
      for (let t = 0; t < dx.length; t++) {
        const at = strips[t]! * stride + margin * 3 + i;
        const offset = 3 * dx[t]!;
        total += coefficients[t]! * (offset === 0 ? sums[at]! : sums[at - offset]! + sums[at + offset]!);
      }
      to[y * count + i] = total < 0 ? 0 : Math.min(total, 255);
    }
  }
}

/** Moves the strips' sums to row `y`, from scratch or from the row above. */
function slide(
  from: Uint8Array,
  stride: number,
  y: number,
  first: boolean,
  heights: Int32Array,
  sums: Uint16Array,
): void {
  for (let s = 0; s < heights.length; s++) {
    const line = sums.subarray(s * stride, (s + 1) * stride);
    const h = heights[s]!;
    if (first) {
      line.fill(0);
      for (let row = y - h; row <= y + h; row++)
        for (let i = 0; i < stride; i++) line[i]! += from[row * stride + i]!;
    } else {
      const enter = (y + h) * stride;
      const leave = (y - h - 1) * stride;
      for (let i = 0; i < stride; i++) line[i]! += from[enter + i]! - from[leave + i]!;
    }
  }
}
