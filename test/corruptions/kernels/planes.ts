// 3×3 neighbourhoods of planes (corruptions/primitives/plane.ts) whose border is filled; values outside the image are
// arbitrary.

export function meanOfDistances(map: Int32Array, to: Uint8Array, width: number, height: number): void {
  const stride = width + 4;
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++)
      to[at] = (sumOfNine(map, at, stride) >> 16) / 9;
}

export function meanOfLevels(from: Uint8Array, to: Uint8Array, width: number, height: number): void {
  const stride = width + 4;
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++)
      to[at] = (sumOfNine(from, at, stride) + 4) / 9;
}

function sumOfNine(plane: Int32Array | Uint8Array, at: number, stride: number): number {
  let sum = 0;
  for (let line = at - stride; line <= at + stride; line += stride)
    sum += plane[line - 1]! + plane[line]! + plane[line + 1]!;
  return sum;
}

export function emboss(from: Uint8Array, to: Uint8Array, width: number, height: number): void {
  const stride = width + 4;
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++) {
      const lit = from[at]! + from[at + 1]! + from[at + stride]! + 2 * from[at + stride + 1]!;
      const value = lit - 2 * from[at - stride - 1]! - from[at - stride]! - from[at - 1]!;
      to[at] = Math.max(0, Math.min(value, 255));
    }
}
