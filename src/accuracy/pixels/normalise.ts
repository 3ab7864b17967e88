import type { Image } from '#corruptions';

/**
 * Converts 8-bit RGB, channels last, to normalised float32 planes with the rounding of torchvision's `ToTensor` and
 * `Normalize`: every step in float32. Writes `3 * width * height` values to `out` from `offset`, and returns it.
 */
export function normalise(
  image: Image,
  mean: readonly [number, number, number],
  std: readonly [number, number, number],
  out: Float32Array = new Float32Array(image.width * image.height * 3),
  offset = 0,
): Float32Array {
  const plane = image.width * image.height;
  const { data } = image;
  for (let channel = 0; channel < 3; channel++) {
    const table = normalisedLevels(mean[channel]!, std[channel]!);
    const start = offset + channel * plane;
    for (let i = 0, from = channel; i < plane; i++, from += 3) out[start + i] = table[data[from]!]!;
  }
  return out;
}

function normalisedLevels(mean: number, std: number): Float32Array {
  const table = new Float32Array(256);
  for (let level = 0; level < 256; level++) {
    const scaled = Math.fround(level / 255);
    table[level] = Math.fround(Math.fround(scaled - Math.fround(mean)) / Math.fround(std));
  }
  return table;
}
