import { type Raster, raster } from './raster.ts';

/** Averages the columns × rows blocks that tile an RGB raster. */
export function shrink({ width, height, data }: Raster, columns: number, rows: number): Raster {
  const out = raster(columns, rows, 3);
  const counts = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const block = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
      counts[block] = counts[block]! + 1;
      for (let c = 0; c < 3; c++)
        out.data[3 * block + c] = out.data[3 * block + c]! + data[3 * (y * width + x) + c]!;
    }
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = out.data[i]! / Math.max(1, counts[Math.floor(i / 3)]!);
  return out;
}

/** Enlarges a one-channel raster bilinearly, with half-pixel centres and replicated borders. */
export function enlarge(source: Raster, width: number, height: number): Raster {
  const out = raster(width, height, 1);
  for (let y = 0; y < height; y++) {
    const fromY = Math.max(0, Math.min(source.height - 1, ((y + 0.5) * source.height) / height - 0.5));
    const top = Math.floor(fromY);
    const bottom = Math.min(source.height - 1, top + 1);
    for (let x = 0; x < width; x++) {
      const fromX = Math.max(0, Math.min(source.width - 1, ((x + 0.5) * source.width) / width - 0.5));
      const left = Math.floor(fromX);
      const right = Math.min(source.width - 1, left + 1);
      const a = source.data[top * source.width + left]!;
      const b = source.data[top * source.width + right]!;
      const c = source.data[bottom * source.width + left]!;
      const d = source.data[bottom * source.width + right]!;
      const upper = a + (fromX - left) * (b - a);
      const lower = c + (fromX - left) * (d - c);
      out.data[y * width + x] = upper + (fromY - top) * (lower - upper);
    }
  }
  return out;
}
