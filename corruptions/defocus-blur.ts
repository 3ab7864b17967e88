import { fillInside, inside } from './primitives/border.ts';
import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { stripsOf } from './primitives/strips.ts';
import { copyOf, finish, start, type Workspace } from './primitives/workspace.ts';

/** Constants: radius of the disc in pixels, standard deviation of the blur that softens the disc's edge. */
export const defocusBlur = defineCorruption({
  name: 'defocus_blur',
  group: 'blur',
  summary: 'Out of focus: a disc-shaped blur.',
  random: false,
  severities: [
    [3, 0.1],
    [4, 0.5],
    [6, 0.5],
    [8, 0.5],
    [10, 0.5],
  ],
  applyConstants: (image, [radius, softness], _random, { workspace }) =>
    defocus(image, Math.round(radius!), softness!, workspace),
});

function defocus(image: Image, radius: number, softness: number, workspace: Workspace): Image {
  const { width, height } = image;
  const tables = workspace.memo(`defocus_blur ${radius} ${softness}`, () =>
    stripsOf(discKernel(radius, softness)),
  );
  const margin = halfWidth(radius);
  const padded = 3 * (width + 2 * margin) * (height + 2 * margin);
  const { from, to } = start(workspace, image, padded + 2 * tables.heights.length * 3 * (width + 2 * margin));
  const bordered = workspace.u8(padded + 16);
  addBorder(from, image, bordered, margin, workspace);
  const sums = workspace.u16(tables.heights.length * 3 * (width + 2 * margin) + 16);
  workspace.kernels.sumOfStrips(
    bordered,
    width,
    height,
    margin,
    {
      ...tables,
      heights: copyOf(tables.heights, workspace),
      dx: copyOf(tables.dx, workspace),
      strips: copyOf(tables.strips, workspace),
      coefficients: copyOf(tables.coefficients, workspace),
      high: copyOf(tables.high, workspace),
      low: copyOf(tables.low, workspace),
    },
    sums,
    to,
  );
  return finish(image, to);
}

function halfWidth(radius: number): number {
  return Math.max(8, radius);
}

/**
 * Returns the disc as a square of float32 weights, smoothed with a small Gaussian. Smoothing reflects at the square's
 * border, so a disc that touches it gains weight, which brightens the image as it does in the reference.
 */
export function discKernel(radius: number, softness: number): Float32Array {
  const half = halfWidth(radius);
  const side = 2 * half + 1;
  const disc = new Float32Array(side * side);
  let count = 0;
  for (let y = -half; y <= half; y++)
    for (let x = -half; x <= half; x++)
      if (x * x + y * y <= radius * radius) {
        disc[(y + half) * side + x + half] = 1;
        count++;
      }
  for (let i = 0; i < disc.length; i++) disc[i]! /= count;

  const reach = radius <= 8 ? 1 : 2;
  const taps = Float64Array.from({ length: reach + 1 }, (_, i) =>
    Math.exp((-i * i) / (2 * softness * softness)),
  );
  const sum = taps.reduce((total, tap, i) => total + (i === 0 ? tap : 2 * tap), 0);
  return smooth(smooth(disc, side, taps, sum, 1), side, taps, sum, side);
}

/** Smooths along x (`step` 1) or y (`step` side), in single precision from the centre outwards. */
function smooth(
  from: Float32Array,
  side: number,
  taps: Float64Array,
  sum: number,
  step: number,
): Float32Array {
  const { fround } = Math;
  return from.map((centre, i) => {
    const along = step === 1 ? i % side : Math.floor(i / side);
    const start = i - along * step;
    let total = fround(centre * fround(taps[0]! / sum));
    for (let k = 1; k < taps.length; k++) {
      const before = from[start + inside(along - k, side, 'reflect101') * step]!;
      const after = from[start + inside(along + k, side, 'reflect101') * step]!;
      total = fround(total + fround(fround(before + after) * fround(taps[k]! / sum)));
    }
    return total;
  });
}

/** Copies the RGB image and adds `margin` reflected pixels on all sides. */
function addBorder(
  from: Uint8Array,
  { width, height }: Image,
  to: Uint8Array,
  margin: number,
  workspace: Workspace,
): void {
  const rows = workspace.i32(height + 2 * margin);
  const columns = workspace.i32(width + 2 * margin);
  fillInside(rows, margin, height, 'reflect101');
  fillInside(columns, margin, width, 'reflect101');
  const stride = 3 * (width + 2 * margin);
  for (let y = 0; y < rows.length; y++) {
    const source = rows[y]! * width * 3;
    const line = y * stride;
    to.set(from.subarray(source, source + 3 * width), line + 3 * margin);
    for (let x = 0; x < columns.length; x++) {
      if (x === margin) x += width;
      const at = source + 3 * columns[x]!;
      for (let c = 0; c < 3; c++) to[line + 3 * x + c] = from[at + c]!;
    }
  }
}
