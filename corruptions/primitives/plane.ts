/** Returns the length of a plane: one sample per pixel, row by row, with a border of two pixels on all sides. */
export function planeLength(width: number, height: number): number {
  return (width + 4) * (height + 4);
}

/** Fills the border's inner pixel: repeats the edge, or reflects about the outermost pixel's centre. */
export function fillBorder(
  plane: Int32Array | Uint8Array,
  width: number,
  height: number,
  border: 'edge' | 'reflect101',
): void {
  const stride = width + 4;
  const inset = border === 'edge' ? 0 : 1;
  const [left, right, top, bottom] = [2, width + 1, 2, height + 1];
  for (let y = top; y <= bottom; y++) {
    plane[y * stride + left - 1] = plane[y * stride + Math.min(left + inset, right)]!;
    plane[y * stride + right + 1] = plane[y * stride + Math.max(right - inset, left)]!;
  }
  const above = Math.min(top + inset, bottom);
  const below = Math.max(bottom - inset, top);
  plane.copyWithin((top - 1) * stride, above * stride, (above + 1) * stride);
  plane.copyWithin((bottom + 1) * stride, below * stride, (below + 1) * stride);
}
