import { type Raster, raster } from './raster.ts';

/** Marks with 1 the pixels whose right or lower neighbour has another label. */
export function borders(labels: Int32Array, width: number, height: number): Raster {
  const out = raster(width, height, 1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const label = labels[at];
      const differs =
        (x + 1 < width && labels[at + 1] !== label) || (y + 1 < height && labels[at + width] !== label);
      if (differs) out.data[at] = 1;
    }
  return out;
}

/**
 * Returns the distance in pixels to the nearest pixel whose mask is above 0.5, within 4 % of the Euclidean distance
 * (two-pass chamfer, steps 1 and √2; Borgefors, 1986), or width + height if there is no such pixel.
 */
export function distanceTo(mask: Raster): Raster {
  const { width, height } = mask;
  const far = width + height;
  const out = raster(width, height, 1);
  const d = out.data;
  for (let i = 0; i < d.length; i++) d[i] = mask.data[i]! > 0.5 ? 0 : far;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(d, x, y, width, height, -1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(d, x, y, width, height, 1);
  return out;
}

/** Shortens a pixel's distance by way of its neighbours before (`step` -1) or after it (1). */
function relax(d: Float32Array, x: number, y: number, width: number, height: number, step: -1 | 1): void {
  const at = y * width + x;
  let best = d[at]!;
  if (best === 0) return;
  const next = x + step;
  const row = at + step * width;
  if (next >= 0 && next < width) best = Math.min(best, d[at + step]! + 1);
  if (y + step >= 0 && y + step < height) {
    best = Math.min(best, d[row]! + 1);
    if (x > 0) best = Math.min(best, d[row - 1]! + Math.SQRT2);
    if (x + 1 < width) best = Math.min(best, d[row + 1]! + Math.SQRT2);
  }
  d[at] = best;
}
