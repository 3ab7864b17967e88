import type { Raster } from './raster.ts';

/**
 * Lights an RGB raster from the top left, in place, as a surface of the given heights (in pixels): faces towards the
 * light brighten by up to `strength`, the others darken.
 */
export function relief(image: Raster, heights: Raster, strength: number): void {
  const { width, height, data } = image;
  const h = heights.data;
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const row = y * width;
      const slopeX = h[row + Math.min(width - 1, x + 1)]! - h[row + Math.max(0, x - 1)]!;
      const slopeY = h[down + x]! - h[up + x]!;
      const light = (slopeX + slopeY) / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      const gain = 1 + strength * light;
      const shine = Math.max(0, light - 0.5) * strength * 0.5;
      const at = 3 * (row + x);
      data[at] = data[at]! * gain + shine;
      data[at + 1] = data[at + 1]! * gain + shine;
      data[at + 2] = data[at + 2]! * gain + shine;
    }
  }
}
