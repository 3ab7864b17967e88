import { type Raster, raster } from './raster.ts';

/**
 * Averages a one-channel raster along streamlines of a tangent field, `length` pixels to either side
 * (line integral convolution; Cabral and Leedom, 1993). Directions have no sign: each step takes the one that
 * continues the last.
 */
export function alongFlow(source: Raster, tangent: Raster, length: number): Raster {
  const { width, height } = source;
  const out = raster(width, height, 1);
  const steps = Math.max(1, Math.round(length));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out.data[y * width + x] = streamline(source, tangent, x, y, steps);
  return out;
}

function streamline(
  { width, height, data }: Raster,
  tangent: Raster,
  x: number,
  y: number,
  steps: number,
): number {
  const field = tangent.data;
  const start = y * width + x;
  let sum = data[start]!;
  let count = 1;
  for (let sign = -1; sign <= 1; sign += 2) {
    let px = x + 0.5;
    let py = y + 0.5;
    let dx = sign * field[2 * start]!;
    let dy = sign * field[2 * start + 1]!;
    for (let step = 0; step < steps; step++) {
      px += dx;
      py += dy;
      if (px < 0 || py < 0 || px >= width || py >= height) break;
      const at = (py | 0) * width + (px | 0);
      sum += data[at]!;
      count++;
      const tx = field[2 * at]!;
      const ty = field[2 * at + 1]!;
      const same = tx * dx + ty * dy < 0 ? -1 : 1;
      dx = same * tx;
      dy = same * ty;
    }
  }
  return sum / count;
}
