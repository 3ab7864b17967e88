import type { Boxes } from '../../../corruptions/kernels/kernels.ts';

const HALF = 1 << 21;

export function shrinkAcross(
  data: Uint8Array,
  width: number,
  height: number,
  out: Uint8Array,
  { from, size, weight }: Boxes,
): void {
  for (let y = 0, to = 0; y < height; y++) {
    const line = 3 * y * width;
    for (let x = 0; x < from.length; x++, to += 3) {
      let at = line + 3 * from[x]!;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = size[x]!; k > 0; k--, at += 3) {
        r += data[at]!;
        g += data[at + 1]!;
        b += data[at + 2]!;
      }
      const w = weight[x]!;
      out[to] = (r * w + HALF) >> 22;
      out[to + 1] = (g * w + HALF) >> 22;
      out[to + 2] = (b * w + HALF) >> 22;
    }
  }
}

export function shrinkDown(
  narrow: Uint8Array,
  stride: number,
  out: Uint8Array,
  { from, size, weight }: Boxes,
): void {
  for (let y = 0; y < from.length; y++) {
    const first = from[y]! * stride;
    const end = first + size[y]! * stride;
    const w = weight[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let at = first + i; at < end; at += stride) sum += narrow[at]!;
      out[y * stride + i] = (sum * w + HALF) >> 22;
    }
  }
}

export function enlargeNearest(
  small: Uint8Array,
  smallWidth: number,
  to: Uint8Array,
  columns: Int32Array,
  rows: Int32Array,
): void {
  const width = columns.length;
  for (let y = 0; y < rows.length; y++) {
    const line = 3 * y * width;
    if (y > 0 && rows[y] === rows[y - 1]) {
      to.copyWithin(line, line - 3 * width, line);
      continue;
    }
    const source = 3 * rows[y]! * smallWidth;
    for (let x = 0, i = line; x < width; x++, i += 3) {
      const at = source + 3 * columns[x]!;
      to[i] = small[at]!;
      to[i + 1] = small[at + 1]!;
      to[i + 2] = small[at + 2]!;
    }
  }
}
