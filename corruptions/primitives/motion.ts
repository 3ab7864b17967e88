import type { Variant } from '../types.ts';
import { pairwiseSum } from './gaussian.ts';
import type { Size } from './image.ts';
import type { Workspace } from './workspace.ts';

/** A blur along a line: taps with their shifts in whole pixels. */
interface Streak {
  readonly taps: number;
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Returns a one-sided streak of 2*radius+1 taps with Gaussian weights, in the direction `degrees` (y grows downwards).
 * any-size drops taps that reach beyond the image's width or height, which darkens tiny images.
 */
export function streak(radius: number, sigma: number, degrees: number, size: Size, variant: Variant): Streak {
  const length = 2 * radius + 1;
  const raw = Float64Array.from(
    { length },
    (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)) / (Math.sqrt(2 * Math.PI) * sigma),
  );
  const sum = pairwiseSum(raw, 0, length);
  const angle = (degrees * Math.PI) / 180;
  const dx = Int32Array.from({ length }, (_, i) => Math.ceil(i * Math.cos(angle) - 0.5));
  const dy = Int32Array.from({ length }, (_, i) => Math.ceil(i * Math.sin(angle) - 0.5));
  const weights = raw.map((weight) => weight / sum);
  const beyond = dx.findIndex((x, i) => Math.abs(x) >= size.width || Math.abs(dy[i]!) >= size.height);
  const taps = variant === 'any-size' && beyond > 0 ? beyond : length;
  return { taps, dx, dy, weights };
}

/** Returns the bytes that `smear` and two fields of the image's size take from the workspace. */
export function motionBytes({ width, height }: Size, channels: number, taps: number): number {
  return 8 * channels * (3 * width * height + 4 * taps * (width + height) + 8 * taps * taps) + 4096;
}

/** Applies a streak to a field of interleaved channels; the edge is repeated. */
export function smear(
  from: Float64Array,
  to: Float64Array,
  width: number,
  height: number,
  channels: number,
  { taps, dx, dy, weights }: Streak,
  workspace: Workspace,
): void {
  const used = { dx: dx.subarray(0, taps), dy: dy.subarray(0, taps) };
  const left = -Math.min(...used.dx);
  const right = Math.max(...used.dx);
  const above = -Math.min(...used.dy);
  const below = Math.max(...used.dy);
  const stride = (left + width + right) * channels;
  const bordered = workspace.f64((above + height + below) * stride);
  for (let y = 0; y < above + height + below; y++) {
    const row = Math.min(Math.max(y - above, 0), height - 1) * width * channels;
    const at = y * stride;
    bordered.set(from.subarray(row, row + width * channels), at + left * channels);
    for (let x = 0; x < left; x++)
      for (let c = 0; c < channels; c++) bordered[at + x * channels + c] = from[row + c]!;
    for (let x = left + width; x < left + width + right; x++)
      for (let c = 0; c < channels; c++)
        bordered[at + x * channels + c] = from[row + (width - 1) * channels + c]!;
  }
  const offsets = workspace.i32(taps);
  const copied = workspace.f64(taps);
  for (let i = 0; i < taps; i++) {
    offsets[i] = (above + dy[i]!) * stride + (left + dx[i]!) * channels;
    copied[i] = weights[i]!;
  }
  workspace.kernels.sumOfTaps(bordered, stride, to, width * channels, height, { offsets, weights: copied });
}
