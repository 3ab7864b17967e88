import type { Blur } from '../kernels/kernels.ts';
import { type Border, fillInside } from './border.ts';
import { gaussianWeights } from './gaussian.ts';
import type { Image, Size } from './image.ts';
import { UNIT } from './levels.ts';
import { copyOf, type Workspace } from './workspace.ts';

/** Returns the bytes that one `blurImage` or `blurField` (of three channels) takes from the workspace. */
export function blurBytes({ width, height }: Size, sigma: number): number {
  return 16 * (3 * width * height + 4 * (width + height + 40 * sigma + 100)) + 4096;
}

/** Blurs 8-bit RGB on 0..1 with the edge repeated and the Gaussian cut at 4 standard deviations; truncates to 8 bits. */
export function blurImage(
  from: Uint8Array,
  to: Uint8Array,
  image: Image,
  sigma: number,
  workspace: Workspace,
): void {
  const source = workspace.f64(from.length);
  workspace.kernels.lookUpDoubles(from, source, copyOf(UNIT, workspace));
  const job = blurJob(image, 3, [sigma, sigma], 4, 'edge', workspace);
  workspace.kernels.blurLevels(source, to, 255, job);
}

/** Blurs a field of interleaved channels; `sigmas`: vertical and horizontal, in pixels. */
export function blurField(
  from: Float64Array,
  to: Float64Array,
  size: Size,
  channels: number,
  sigmas: readonly [number, number],
  truncate: number,
  border: Border,
  workspace: Workspace,
): void {
  workspace.kernels.blur(from, to, blurJob(size, channels, sigmas, truncate, border, workspace));
}

/** Lays out a blur's weights, positions and scratch in the workspace. */
function blurJob(
  { width, height }: Size,
  channels: number,
  sigmas: readonly [number, number],
  truncate: number,
  border: Border,
  workspace: Workspace,
): Blur {
  const down = weights(sigmas[0], truncate, height, border, workspace);
  const across = weights(sigmas[1], truncate, width, border, workspace);
  const rows = workspace.i32(height + 2 * (down.length - 1));
  const columns = workspace.i32(width + 2 * (across.length - 1));
  fillInside(rows, down.length - 1, height, border);
  fillInside(columns, across.length - 1, width, border);
  const line = workspace.f64((width + 2 * (across.length - 1)) * channels);
  return { width, height, channels, down, across, rows, columns, line };
}

/** Copies half a Gaussian kernel into the workspace, folded if it is wider than a reflected line's period. */
function weights(
  sigma: number,
  truncate: number,
  length: number,
  border: Border,
  workspace: Workspace,
): Float64Array {
  const half = workspace.memo(`gaussian ${sigma} ${truncate} ${border === 'reflect' ? length : ''}`, () => {
    const whole = gaussianWeights(sigma, truncate);
    return border === 'reflect' && whole.length - 1 > length ? folded(whole, length) : whole;
  });
  return copyOf(half, workspace);
}

/**
 * Folds a kernel: a reflected line repeats every 2 * length samples, so weights at distances that differ by a
 * multiple of that add up. Distances -length and +length show the same sample and share its weight.
 */
function folded(whole: Float64Array, length: number): Float64Array {
  const half = new Float64Array(length + 1);
  for (let distance = 0; distance <= length; distance++) {
    for (let at = distance; at < whole.length; at += 2 * length) half[distance]! += whole[at]!;
    for (let at = 2 * length - distance; at < whole.length; at += 2 * length) half[distance]! += whole[at]!;
  }
  half[length]! /= 2;
  return half;
}
