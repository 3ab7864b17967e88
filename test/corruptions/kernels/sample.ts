import { inside } from '../../../corruptions/primitives/border.ts';

export function sampleReflected(
  from: Float64Array,
  to: Uint8Array,
  width: number,
  height: number,
  dx: Float64Array,
  dy: Float64Array,
  factor: number,
): void {
  const { fround } = Math;
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++, p++) {
      const px = x + fround(factor * dx[p]!);
      const py = y + fround(factor * dy[p]!);
      const left = Math.floor(px);
      const top = Math.floor(py);
      const right = px - left;
      const lower = py - top;
      const x0 = 3 * inside(left, width, 'reflect');
      const x1 = 3 * inside(left + 1, width, 'reflect');
      const y0 = 3 * width * inside(top, height, 'reflect');
      const y1 = 3 * width * inside(top + 1, height, 'reflect');
      for (let c = 0; c < 3; c++) {
        const value =
          from[y0 + x0 + c]! * (1 - lower) * (1 - right) +
          from[y0 + x1 + c]! * (1 - lower) * right +
          from[y1 + x0 + c]! * lower * (1 - right) +
          from[y1 + x1 + c]! * lower * right;
        const level = fround(fround(value) * 255);
        to[3 * p + c] = Math.min(level, 255);
      }
    }
}
