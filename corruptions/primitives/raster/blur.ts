import type { Raster } from './raster.ts';

/**
 * Applies a Gaussian blur with replicated borders; `sigma` in pixels, 0 copies. Small sigmas use the kernel itself,
 * larger ones three box filters of the same variance (Wells, "Efficient synthesis of Gaussian filters by cascaded uniform filters", 1986).
 */
export function blur(source: Raster, sigma: number): Raster {
  const { width, height, channels } = source;
  let data = source.data.slice();
  if (sigma > 0.05) {
    let spare = new Float32Array(data.length);
    const pass = (filter: Filter, size: number) => {
      filter(data, spare, width, height, channels, size);
      [data, spare] = [spare, data];
    };
    if (sigma < 2) {
      const kernel = gaussian(sigma);
      convolveRows(data, spare, width, height, channels, kernel);
      convolveColumns(spare, data, width * channels, height, kernel);
    } else
      for (const radius of boxRadii(sigma)) {
        pass(boxRows, radius);
        pass(boxColumns, radius);
      }
  }
  return { width, height, channels, data };
}

type Filter = (
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  channels: number,
  radius: number,
) => void;

/** Returns weights at 0 to 3 sigma from the middle; the whole symmetric kernel sums to 1. */
function gaussian(sigma: number): Float64Array {
  const kernel = Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, i) =>
    Math.exp((-i * i) / (2 * sigma * sigma)),
  );
  const sum = 2 * kernel.reduce((total, weight) => total + weight) - kernel[0]!;
  return kernel.map((weight) => weight / sum);
}

function convolveRows(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  channels: number,
  kernel: Float64Array,
): void {
  const radius = kernel.length - 1;
  const line = new Float32Array((width + 2 * radius) * channels);
  for (let y = 0; y < height; y++) {
    const row = y * width * channels;
    line.set(from.subarray(row, row + width * channels), radius * channels);
    for (let i = 0; i < radius * channels; i++) {
      line[i] = from[row + (i % channels)]!;
      line[(width + radius) * channels + i] = from[row + (width - 1) * channels + (i % channels)]!;
    }
    for (let i = 0; i < width * channels; i++) {
      const at = i + radius * channels;
      let sum = kernel[0]! * line[at]!;
      for (let k = 1; k <= radius; k++)
        sum += kernel[k]! * (line[at - k * channels]! + line[at + k * channels]!);
      to[row + i] = sum;
    }
  }
}

function convolveColumns(
  from: Float32Array,
  to: Float32Array,
  length: number,
  height: number,
  kernel: Float64Array,
): void {
  for (let y = 0; y < height; y++) {
    const row = y * length;
    const middle = kernel[0]!;
    for (let i = 0; i < length; i++) to[row + i] = middle * from[row + i]!;
    for (let k = 1; k < kernel.length; k++) {
      const above = Math.max(0, y - k) * length;
      const below = Math.min(height - 1, y + k) * length;
      const weight = kernel[k]!;
      for (let i = 0; i < length; i++)
        to[row + i] = to[row + i]! + weight * (from[above + i]! + from[below + i]!);
    }
  }
}

/** Returns three radii whose boxes together have the Gaussian's variance, as closely as whole pixels allow. */
function boxRadii(sigma: number): number[] {
  const ideal = Math.sqrt(4 * sigma * sigma + 1);
  let low = Math.floor(ideal);
  if (low % 2 === 0) low--;
  const lows = Math.round((12 * sigma * sigma - 3 * low * low - 12 * low - 9) / (-4 * low - 4));
  return [0, 1, 2].map((i) => ((i < lows ? low : low + 2) - 1) / 2);
}

function boxRows(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  channels: number,
  radius: number,
): void {
  const last = width - 1;
  const scale = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++)
    for (let c = 0; c < channels; c++) {
      const row = y * width * channels + c;
      let sum = 0;
      for (let k = -radius; k <= radius; k++) sum += from[row + Math.min(last, Math.max(0, k)) * channels]!;
      for (let x = 0; x < width; x++) {
        to[row + x * channels] = sum * scale;
        const entering = Math.min(last, x + radius + 1) * channels;
        const leaving = Math.max(0, x - radius) * channels;
        sum += from[row + entering]! - from[row + leaving]!;
      }
    }
}

function boxColumns(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  channels: number,
  radius: number,
): void {
  const length = width * channels;
  const scale = 1 / (2 * radius + 1);
  const sums = new Float64Array(length);
  for (let k = -radius; k <= radius; k++) {
    const row = Math.min(height - 1, Math.max(0, k)) * length;
    for (let i = 0; i < length; i++) sums[i] = sums[i]! + from[row + i]!;
  }
  for (let y = 0; y < height; y++) {
    const row = y * length;
    const entering = Math.min(height - 1, y + radius + 1) * length;
    const leaving = Math.max(0, y - radius) * length;
    for (let i = 0; i < length; i++) {
      const sum = sums[i]!;
      to[row + i] = sum * scale;
      sums[i] = sum + from[entering + i]! - from[leaving + i]!;
    }
  }
}
