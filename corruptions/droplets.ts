import { cannyEdges } from './canny.ts';
import type { Workspace } from './workspace.ts';

/** Distances are capped here. */
const CAP = 20;

/** Chamfer costs of a straight step, a diagonal one and a knight's move, in 1/65536 of a pixel. */
const STRAIGHT = Math.round(1 * 65536);
const DIAGONAL = Math.round(1.4 * 65536);
const KNIGHT = Math.round(2.1969 * 65536);

/**
 * How brightly drops shine: from the edges of their thickness, the distance to the nearest edge, equalised,
 * embossed and smoothed. Levels 0..255, one a pixel.
 */
export function dropHighlights(
  thickness: Uint8Array,
  width: number,
  height: number,
  workspace: Workspace,
): Uint8Array {
  const edges = cannyEdges(thickness, width, height, 50, 150);
  const distance = smoothDistance(edgeDistance(edges, width, height, workspace), width, height);
  equalise(distance);
  return smoothLevels(emboss(distance, width, height), width, height);
}

/** Two passes with 5×5 masks; distances in 1/65536 of a pixel, capped. */
function edgeDistance(edges: Uint8Array, width: number, height: number, workspace: Workspace): Int32Array {
  const stride = width + 4;
  const far = CAP * 65536;
  // Two pixels of infinity around; as distances are capped at once, the cap serves as infinity.
  const map = workspace.i32(stride * (height + 4)).fill(far);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (edges[y * width + x]) map[(y + 2) * stride + x + 2] = 0;
  workspace.kernels.relaxDistances(map, width, height, STRAIGHT, DIAGONAL, KNIGHT);
  return map;
}

/** Mean over 3×3 of the distances in pixels, with the border reflected (101), truncated. */
function smoothDistance(map: Int32Array, width: number, height: number): Uint8Array {
  const stride = width + 4;
  reflectBorder(map, width, height, stride);
  const out = new Uint8Array(width * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    addThree(map, (y + 1) * stride, stride, sums);
    for (let x = 0, i = y * width; x < width; x++, i++)
      out[i] = (sums[x + 1]! + sums[x + 2]! + sums[x + 3]!) / (9 * 65536);
  }
  return out;
}

/** One pixel around. */
function reflectBorder(map: Int32Array | Uint8Array, width: number, height: number, stride: number): void {
  const left = 2;
  const right = width + 1;
  for (let y = 2; y < height + 2; y++) {
    map[y * stride + left - 1] = map[y * stride + Math.min(left + 1, right)]!;
    map[y * stride + right + 1] = map[y * stride + Math.max(right - 1, left)]!;
  }
  const top = 2;
  const bottom = height + 1;
  map.copyWithin(
    (top - 1) * stride,
    Math.min(top + 1, bottom) * stride,
    (Math.min(top + 1, bottom) + 1) * stride,
  );
  map.copyWithin(
    (bottom + 1) * stride,
    Math.max(bottom - 1, top) * stride,
    (Math.max(bottom - 1, top) + 1) * stride,
  );
}

/** Histogram equalisation in place; an image of one level stays as it is. */
function equalise(levels: Uint8Array): void {
  const counts = new Int32Array(256);
  for (let i = 0; i < levels.length; i++) counts[levels[i]!]!++;
  const first = counts.findIndex((count) => count > 0);
  const rest = levels.length - counts[first]!;
  if (rest === 0) return;
  const scale = Math.fround(255 / rest);
  const table = new Uint8Array(256);
  let sum = 0;
  for (let level = first + 1; level < 256; level++) {
    sum += counts[level]!;
    table[level] = Math.round(Math.fround(sum * scale));
  }
  for (let i = 0; i < levels.length; i++) levels[i] = table[levels[i]!]!;
}

/** Correlates with (-2 -1 0, -1 1 1, 0 1 2): light from one corner. */
function emboss(levels: Uint8Array, width: number, height: number): Uint8Array {
  const { padded, stride } = pad(levels, width, height);
  const out = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y + 2) * stride + x + 2;
      out[y * width + x] =
        padded[at]! -
        2 * padded[at - stride - 1]! -
        padded[at - stride]! -
        padded[at - 1]! +
        padded[at + 1]! +
        padded[at + stride]! +
        2 * padded[at + stride + 1]!;
    }
  return new Uint8Array(out.buffer);
}

/** Mean over 3×3 with the border reflected (101), rounded. */
function smoothLevels(levels: Uint8Array, width: number, height: number): Uint8Array {
  const { padded, stride } = pad(levels, width, height);
  const out = new Uint8Array(width * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    addThree(padded, (y + 1) * stride, stride, sums);
    for (let x = 0, i = y * width; x < width; x++, i++)
      out[i] = (sums[x + 1]! + sums[x + 2]! + sums[x + 3]! + 4.5) / 9;
  }
  return out;
}

/** Sums of three lines, the first at `at`. */
function addThree(lines: Int32Array | Uint8Array, at: number, stride: number, sums: Int32Array): void {
  const second = at + stride;
  const third = second + stride;
  for (let i = 0; i < stride; i++) sums[i] = lines[at + i]! + lines[second + i]! + lines[third + i]!;
}

function pad(levels: Uint8Array, width: number, height: number) {
  const stride = width + 4;
  const padded = new Uint8Array(stride * (height + 4));
  for (let y = 0; y < height; y++)
    padded.set(levels.subarray(y * width, (y + 1) * width), (y + 2) * stride + 2);
  reflectBorder(padded, width, height, stride);
  return { padded, stride };
}
