import { cannyEdges } from './canny.ts';
import { fillBorder, planeLength } from './plane.ts';
import type { Workspace } from './workspace.ts';

/** The largest distance, pixels. */
const CAP = 20;

/** Chamfer costs of a straight step, a diagonal one and a knight's move, in 1/65536 pixel. */
const STRAIGHT = Math.round(1 * 65536);
const DIAGONAL = Math.round(1.4 * 65536);
const KNIGHT = Math.round(2.1969 * 65536);

/**
 * Computes how brightly drops shine: the distance to the nearest edge of their thickness, equalised, embossed and
 * smoothed. Planes of levels 0..255; fills the border of `thickness`.
 */
export function dropHighlights(
  thickness: Uint8Array,
  width: number,
  height: number,
  workspace: Workspace,
): Uint8Array {
  const { kernels } = workspace;
  const length = planeLength(width, height);
  const [one, two] = [workspace.u8(length), workspace.u8(length)];
  // Two pixels of infinity around; distances are capped anyway, so the cap serves as infinity.
  const map = workspace.i32(length).fill(CAP * 65536);
  for (const at of cannyEdges(thickness, width, height, 50, 150, workspace)) map[at] = 0;
  kernels.relaxDistances(map, width, height, STRAIGHT, DIAGONAL, KNIGHT);
  fillBorder(map, width, height, 'reflect101');
  kernels.meanOfDistances(map, one, width, height);
  equalise(one, width, height);
  fillBorder(one, width, height, 'reflect101');
  kernels.emboss(one, two, width, height);
  fillBorder(two, width, height, 'reflect101');
  kernels.meanOfLevels(two, one, width, height);
  return one;
}

/** Equalises a plane's histogram in place; a plane of one level stays as it is. */
function equalise(levels: Uint8Array, width: number, height: number): void {
  const stride = width + 4;
  const counts = new Int32Array(256);
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++) counts[levels[at]!]!++;
  const first = counts.findIndex((count) => count > 0);
  const rest = width * height - counts[first]!;
  if (rest === 0) return;
  const scale = Math.fround(255 / rest);
  const table = new Uint8Array(256);
  let sum = 0;
  for (let level = first + 1; level < 256; level++) {
    sum += counts[level]!;
    table[level] = Math.round(Math.fround(sum * scale));
  }
  for (let i = 2 * stride; i < levels.length - 2 * stride; i++) levels[i] = table[levels[i]!]!;
}
