import { lumaOfColour } from './colour.ts';
import type { Raster } from './raster.ts';

/**
 * Returns `count` representative colours of an RGB raster, 3 numbers each, dark to light: k-means over at most 2,048
 * pixels on a regular grid. It starts at quantiles of luma, so it needs no random numbers.
 */
export function palette(source: Raster, count: number): Float32Array {
  const samples = sample(source, 2048);
  const k = Math.max(1, Math.min(Math.round(count), samples.length / 3));
  const order = byLuma(samples);
  const centres = new Float32Array(3 * k);
  for (let i = 0; i < k; i++) {
    const at = 3 * order[Math.floor(((i + 0.5) * order.length) / k)]!;
    centres.set(samples.subarray(at, at + 3), 3 * i);
  }
  for (let round = 0; round < 12; round++) improve(centres, samples);
  const sorted = new Float32Array(centres.length);
  byLuma(centres).forEach((from, to) => {
    sorted.set(centres.subarray(3 * from, 3 * from + 3), 3 * to);
  });
  return sorted;
}

/** Returns the index of the nearest colour in the palette. */
export function nearestColour(colours: Float32Array, red: number, green: number, blue: number): number {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < colours.length; i += 3) {
    const r = red - colours[i]!;
    const g = green - colours[i + 1]!;
    const b = blue - colours[i + 2]!;
    const distance = 2 * r * r + 4 * g * g + 3 * b * b;
    if (distance < least) {
      least = distance;
      best = i / 3;
    }
  }
  return best;
}

function sample({ width, height, data }: Raster, limit: number): Float32Array {
  const step = Math.max(1, Math.ceil(Math.sqrt((width * height) / limit)));
  const samples = [];
  for (let y = step >> 1; y < height || y === step >> 1; y += step)
    for (let x = step >> 1; x < width || x === step >> 1; x += step) {
      const at = 3 * (Math.min(y, height - 1) * width + Math.min(x, width - 1));
      samples.push(data[at]!, data[at + 1]!, data[at + 2]!);
    }
  return Float32Array.from(samples);
}

function byLuma(colours: Float32Array): number[] {
  const luma = Array.from({ length: colours.length / 3 }, (_, i) =>
    lumaOfColour(colours[3 * i]!, colours[3 * i + 1]!, colours[3 * i + 2]!),
  );
  return luma.map((_, i) => i).sort((a, b) => luma[a]! - luma[b]! || a - b);
}

function improve(centres: Float32Array, samples: Float32Array): void {
  const sums = new Float64Array((centres.length / 3) * 4);
  for (let i = 0; i < samples.length; i += 3) {
    const at = 4 * nearestColour(centres, samples[i]!, samples[i + 1]!, samples[i + 2]!);
    for (let c = 0; c < 3; c++) sums[at + c] = sums[at + c]! + samples[i + c]!;
    sums[at + 3] = sums[at + 3]! + 1;
  }
  for (let i = 0; i < centres.length / 3; i++) {
    const count = sums[4 * i + 3]!;
    if (count > 0) for (let c = 0; c < 3; c++) centres[3 * i + c] = sums[4 * i + c]! / count;
  }
}
