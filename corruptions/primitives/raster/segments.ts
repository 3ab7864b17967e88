import type { Random } from '../random.ts';
import type { Raster } from './raster.ts';

/** A partition of an image into pieces of similar size. */
interface Segments {
  /** Piece of every pixel. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Five numbers per piece: mean red, green, blue, centre x, centre y. */
  readonly means: Float32Array;
}

/**
 * Splits an image into pieces of about `spacing` pixels that follow its colours (SLIC; Achanta et al., 2012).
 * `compactness` weighs distance against colour: 0.05 follows edges, 1 gives plain Voronoi cells.
 * Pieces start on a grid, with each centre moved by up to `jitter` of the spacing.
 */
export function segments(
  source: Raster,
  spacing: number,
  compactness: number,
  jitter: number,
  rounds: number,
  random: Random,
): Segments {
  const { width, height } = source;
  const columns = Math.max(1, Math.round(width / spacing));
  const rows = Math.max(1, Math.round(height / spacing));
  const means = seeds(source, columns, rows, jitter, random);
  const labels = new Int32Array(width * height);
  for (let round = 0; round < rounds; round++) {
    assign(source, means, columns, rows, compactness, labels);
    average(source, labels, means);
  }
  return { labels, count: columns * rows, means };
}

function seeds(source: Raster, columns: number, rows: number, jitter: number, random: Random): Float32Array {
  const { width, height, data } = source;
  const means = new Float32Array(5 * columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const shift = row % 2 === 0 ? 0.25 : -0.25;
      const x = within((column + 0.5 + shift + jitter * (random.uniform() - 0.5)) * (width / columns), width);
      const y = within((row + 0.5 + jitter * (random.uniform() - 0.5)) * (height / rows), height);
      const from = 3 * (Math.floor(y) * width + Math.floor(x));
      means.set([data[from]!, data[from + 1]!, data[from + 2]!, x, y], 5 * (row * columns + column));
    }
  return means;
}

function within(value: number, size: number): number {
  return Math.min(size - 0.5, Math.max(0, value));
}

/** Assigns every pixel to the best of the nine pieces whose grid cells surround it. */
function assign(
  { width, height, data }: Raster,
  means: Float32Array,
  columns: number,
  rows: number,
  compactness: number,
  labels: Int32Array,
): void {
  const perX = columns / width;
  const perY = rows / height;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y + 0.5) * perY);
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x + 0.5) * perX);
      const at = y * width + x;
      let least = Infinity;
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const piece = r * columns + c;
          const red = data[3 * at]! - means[5 * piece]!;
          const green = data[3 * at + 1]! - means[5 * piece + 1]!;
          const blue = data[3 * at + 2]! - means[5 * piece + 2]!;
          const dx = (x + 0.5 - means[5 * piece + 3]!) * perX;
          const dy = (y + 0.5 - means[5 * piece + 4]!) * perY;
          const distance =
            (1 - compactness) * (red * red + green * green + blue * blue) + compactness * (dx * dx + dy * dy);
          if (distance < least) {
            least = distance;
            labels[at] = piece;
          }
        }
    }
  }
}

/** Moves every piece to the mean colour and position of its pixels; empty pieces stay. */
function average({ width, data }: Raster, labels: Int32Array, means: Float32Array): void {
  const sums = new Float64Array((means.length / 5) * 6);
  for (let i = 0; i < labels.length; i++) {
    const at = 6 * labels[i]!;
    for (let c = 0; c < 3; c++) sums[at + c] = sums[at + c]! + data[3 * i + c]!;
    sums[at + 3] = sums[at + 3]! + (i % width) + 0.5;
    sums[at + 4] = sums[at + 4]! + Math.floor(i / width) + 0.5;
    sums[at + 5] = sums[at + 5]! + 1;
  }
  for (let piece = 0; piece < means.length / 5; piece++) {
    const count = sums[6 * piece + 5]!;
    if (count > 0) for (let v = 0; v < 5; v++) means[5 * piece + v] = sums[6 * piece + v]! / count;
  }
}

/** Smooths outlines: gives each pixel the most frequent label around it (3×3), `rounds` times. */
export function smoothLabels(labels: Int32Array, width: number, height: number, rounds: number): Int32Array {
  let current = labels;
  for (let round = 0; round < rounds; round++) {
    const next = current.slice();
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++) next[y * width + x] = majority(current, y * width + x, width);
    current = next;
  }
  return current;
}

function majority(labels: Int32Array, at: number, width: number): number {
  const own = labels[at]!;
  const up = labels[at - width]!;
  const down = labels[at + width]!;
  const left = labels[at - 1]!;
  const right = labels[at + 1]!;
  if (up === own && down === own && left === own && right === own) return own;
  let best = own;
  let most = 0;
  for (const candidate of [own, up, down, left, right]) {
    let votes = candidate === own ? 0.5 : 0;
    for (let dy = -width; dy <= width; dy += width)
      for (let dx = -1; dx <= 1; dx++) if (labels[at + dy + dx] === candidate) votes++;
    if (votes > most) {
      most = votes;
      best = candidate;
    }
  }
  return best;
}
