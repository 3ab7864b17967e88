import { clamp01, type Raster, raster } from './raster.ts';

type Colour = readonly [red: number, green: number, blue: number];

/** Returns the luma of one colour. */
export function lumaOfColour(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Multiplies the distance from grey by `amount` and keeps luma; clips to 0..1. */
export function saturate(source: Raster, amount: number): Raster {
  const { width, height, data } = source;
  const out = raster(width, height, 3);
  for (let i = 0; i < data.length; i += 3) {
    const luma = lumaOfColour(data[i]!, data[i + 1]!, data[i + 2]!);
    for (let c = 0; c < 3; c++) out.data[i + c] = clamp01(luma + amount * (data[i + c]! - luma));
  }
  return out;
}

/** Stretches luma, at most `limit` times, so that its 1st and 99th percentiles become 0 and 1. */
export function stretchContrast(source: Raster, limit: number): Raster {
  const { width, height, data } = source;
  const histogram = new Uint32Array(256);
  for (let i = 0; i < data.length; i += 3) {
    const level = Math.round(255 * clamp01(lumaOfColour(data[i]!, data[i + 1]!, data[i + 2]!)));
    histogram[level] = histogram[level]! + 1;
  }
  const low = percentile(histogram, 0.01) / 255;
  const high = percentile(histogram, 0.99) / 255;
  const gain = Math.min(limit, 1 / Math.max(1e-3, high - low));
  const middle = (low + high) / 2;
  const target = Math.min(1 - (gain * (high - low)) / 2, Math.max((gain * (high - low)) / 2, middle));
  const out = raster(width, height, 3);
  for (let i = 0; i < data.length; i++) out.data[i] = clamp01(target + gain * (data[i]! - middle));
  return out;
}

function percentile(histogram: Uint32Array, share: number): number {
  let total = 0;
  for (const count of histogram) total += count;
  let seen = 0;
  for (let level = 0; level < 256; level++) {
    seen += histogram[level]!;
    if (seen >= share * total) return level;
  }
  return 255;
}

/** Returns the pure colour of a hue 0..1. */
export function pureHue(hue: number): Colour {
  const h = 6 * (hue - Math.floor(hue));
  return [clamp01(Math.abs(h - 3) - 1), clamp01(2 - Math.abs(h - 2)), clamp01(2 - Math.abs(h - 4))];
}

/** Returns the hue of a colour, 0..1 (0 for greys). */
export function hueOf(red: number, green: number, blue: number): number {
  const max = Math.max(red, green, blue);
  const delta = max - Math.min(red, green, blue);
  if (delta === 0) return 0;
  const sixth =
    max === red
      ? (green - blue) / delta
      : max === green
        ? 2 + (blue - red) / delta
        : 4 + (red - green) / delta;
  return (sixth / 6 + 1) % 1;
}
