import type { Image } from '../../corruptions/index.ts';

/** Side of the crops on which the statistics are defined. */
const SIZE = 224;

/** Luma of every pixel, 0..255, not rounded. */
export function lumaOf({ data }: Image): Float64Array {
  return Float64Array.from(
    { length: data.length / 3 },
    (_, i) => 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!,
  );
}

/** The 224×224 crop at (left, top) of a luma plane of the given width. */
export function cropOf(luma: Float64Array, width: number, left: number, top: number): Float64Array {
  const crop = new Float64Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    const from = (top + y) * width + left;
    crop.set(luma.subarray(from, from + SIZE), y * SIZE);
  }
  return crop;
}

/** Mean of |4L - up - down - left - right| inside. */
export function laplacian(crop: Float64Array): number {
  let sum = 0;
  for (let y = 1; y < SIZE - 1; y++)
    for (let x = 1; x < SIZE - 1; x++) {
      const i = y * SIZE + x;
      sum += Math.abs(4 * crop[i]! - crop[i - 1]! - crop[i + 1]! - crop[i - SIZE]! - crop[i + SIZE]!);
    }
  return sum / (SIZE - 2) ** 2;
}

/** Mean length of the forward differences. */
export function gradient(crop: Float64Array): number {
  let sum = 0;
  for (let y = 0; y < SIZE - 1; y++)
    for (let x = 0; x < SIZE - 1; x++) {
      const i = y * SIZE + x;
      sum += Math.hypot(crop[i + 1]! - crop[i]!, crop[i + SIZE]! - crop[i]!);
    }
  return sum / (SIZE - 1) ** 2;
}

/** Horizontal autocorrelation at a lag. */
export function autocorrelation(crop: Float64Array, lag: number): number {
  const mean = crop.reduce((sum, value) => sum + value, 0) / crop.length;
  let variance = 0;
  for (const value of crop) variance += (value - mean) ** 2 / crop.length;
  let sum = 0;
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x + lag < SIZE; x++)
      sum += (crop[y * SIZE + x]! - mean) * (crop[y * SIZE + x + lag]! - mean);
  return sum / (SIZE * (SIZE - lag)) / variance;
}

/**
 * Slope of log power against log frequency: Hann window, squared Fourier magnitude averaged over
 * rings of 1 to 56 cycles, least squares over rings 4 to 56.
 */
export function spectralSlope(crop: Float64Array): number {
  const power = rings(crop);
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let k = 4; k <= LIMIT; k++) {
    const [x, y] = [Math.log(k), Math.log(power[k]!)];
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

const LIMIT = 56;

/** Mean power per ring, by a plain discrete Fourier transform of the low frequencies, rows then columns. */
function rings(crop: Float64Array): Float64Array {
  const cosine = Float64Array.from({ length: SIZE }, (_, i) => Math.cos((2 * Math.PI * i) / SIZE));
  const sine = Float64Array.from({ length: SIZE }, (_, i) => Math.sin((2 * Math.PI * i) / SIZE));
  const mean = crop.reduce((sum, value) => sum + value, 0) / crop.length;
  const window = (i: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (SIZE - 1));
  const count = LIMIT + 1;
  const real = new Float64Array(SIZE * count);
  const imaginary = new Float64Array(SIZE * count);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      const value = (crop[y * SIZE + x]! - mean) * window(x) * window(y);
      for (let k = 0; k < count; k++) {
        const turn = (k * x) % SIZE;
        real[y * count + k] = real[y * count + k]! + value * cosine[turn]!;
        imaginary[y * count + k] = imaginary[y * count + k]! - value * sine[turn]!;
      }
    }
  const sums = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let k = 0; k < count; k++)
    for (let j = -LIMIT; j <= LIMIT; j++) {
      const ring = Math.round(Math.hypot(k, j));
      if (ring > LIMIT) continue;
      let [re, im] = [0, 0];
      for (let y = 0; y < SIZE; y++) {
        const turn = (((j * y) % SIZE) + SIZE) % SIZE;
        re += real[y * count + k]! * cosine[turn]! + imaginary[y * count + k]! * sine[turn]!;
        im += imaginary[y * count + k]! * cosine[turn]! - real[y * count + k]! * sine[turn]!;
      }
      // A real image has the same power at the opposite frequency.
      const weight = k === 0 ? 1 : 2;
      sums[ring] = sums[ring]! + weight * (re * re + im * im);
      weights[ring] = weights[ring]! + weight;
    }
  return sums.map((sum, ring) => sum / Math.max(1, weights[ring]!));
}
