import { inside } from './border.ts';
import type { Image } from './image.ts';
import { roundHalfEven, SINGLES } from './levels.ts';
import type { Random } from './random.ts';

/** Rows of a 2×3 matrix. */
type Affine = readonly [number, number, number, number, number, number];

/**
 * Returns the inverse (from the result to the source) of the affine map that moves three corners of a square in the
 * middle of the image by uniforms on -jitter..jitter, point by point, x before y.
 */
export function affineJitter({ width, height }: Image, jitter: number, random: Random): Affine {
  const cx = Math.floor(height / 2);
  const cy = Math.floor(width / 2);
  const q = Math.floor(Math.min(width, height) / 3);
  // The reference swaps x and y of the centre, which makes no difference for square images.
  const corners = [
    [cx + q, cy + q],
    [cx + q, cy - q],
    [cx - q, cy - q],
  ] as const;
  const moved = corners.map((corner) =>
    corner.map((value) => Math.fround(value + Math.fround(-jitter + 2 * jitter * random.uniform()))),
  ) as [number, number][];
  return q === 0 ? [1, 0, 0, 0, 1, 0] : inverted(solve(corners, moved));
}

/** Solves for the affine map that takes three points to three others. */
function solve(
  from: readonly (readonly [number, number])[],
  to: readonly (readonly [number, number])[],
): Affine {
  const [[x0, y0], [x1, y1], [x2, y2]] = from as [[number, number], [number, number], [number, number]];
  const determinant = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  const row = (u0: number, u1: number, u2: number): [number, number, number] => {
    const a = ((u1 - u0) * (y2 - y0) - (u2 - u0) * (y1 - y0)) / determinant;
    const b = ((x1 - x0) * (u2 - u0) - (x2 - x0) * (u1 - u0)) / determinant;
    return [a, b, u0 - a * x0 - b * y0];
  };
  const [p0, p1, p2] = to as [[number, number], [number, number], [number, number]];
  return [...row(p0[0], p1[0], p2[0]), ...row(p0[1], p1[1], p2[1])];
}

function inverted([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  const scale = determinant === 0 ? 0 : 1 / determinant;
  const [ia, ib, id, ie] = [e * scale, -b * scale, -d * scale, a * scale];
  return [ia, ib, -ia * c - ib * f, id, ie, -id * c - ie * f];
}

/**
 * Warps 8-bit RGB to single precision on 0..1, bilinearly, with the border reflected (101). Source coordinates
 * are rounded to 1/32 pixel from rows and columns rounded to 1/1024, as in OpenCV.
 */
export function warpAffine(
  from: Uint8Array,
  to: Float64Array,
  { width, height }: Image,
  [a, b, c, d, e, f]: Affine,
): void {
  const { fround } = Math;
  const columnX = Int32Array.from({ length: width }, (_, x) => roundHalfEven(1024 * a * x));
  const columnY = Int32Array.from({ length: width }, (_, x) => roundHalfEven(1024 * d * x));
  for (let y = 0; y < height; y++) {
    const rowX = roundHalfEven(1024 * (b * y + c)) + 16;
    const rowY = roundHalfEven(1024 * (e * y + f)) + 16;
    for (let x = 0; x < width; x++) {
      const sx = (rowX + columnX[x]!) >> 5;
      const sy = (rowY + columnY[x]!) >> 5;
      const right = (sx & 31) / 32;
      const lower = (sy & 31) / 32;
      const x0 = 3 * inside(sx >> 5, width, 'reflect101');
      const x1 = 3 * inside((sx >> 5) + 1, width, 'reflect101');
      const y0 = 3 * width * inside(sy >> 5, height, 'reflect101');
      const y1 = 3 * width * inside((sy >> 5) + 1, height, 'reflect101');
      const i = 3 * (y * width + x);
      for (let k = 0; k < 3; k++) {
        const above =
          SINGLES[from[y0 + x0 + k]!]! * (1 - right) * (1 - lower) +
          SINGLES[from[y0 + x1 + k]!]! * right * (1 - lower);
        const below =
          SINGLES[from[y1 + x0 + k]!]! * (1 - right) * lower + SINGLES[from[y1 + x1 + k]!]! * right * lower;
        to[i + k] = fround(above + below);
      }
    }
  }
}
