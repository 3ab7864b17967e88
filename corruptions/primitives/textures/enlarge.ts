import type { Image } from '../image.ts';

/**
 * Enlarges like OpenCV's INTER_CUBIC: a = -0.75, half-pixel centres, replicated borders; rounds and clips to 8 bits.
 */
export function enlargeCubic(source: Image, width: number, height: number): Image {
  const columns = taps(source.width, width);
  const rows = taps(source.height, height);
  const wide = new Float32Array(width * source.height * 3);
  for (let y = 0; y < source.height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 4 * x; k < 4 * x + 4; k++)
          sum += columns.weights[k]! * source.data[3 * (y * source.width + columns.places[k]!) + c]!;
        wide[3 * (y * width + x) + c] = sum;
      }
  const data = new Uint8ClampedArray(width * height * 3);
  const length = 3 * width;
  for (let y = 0; y < height; y++) {
    const [a, b, c, d] = rows.places.subarray(4 * y, 4 * y + 4);
    const [wa, wb, wc, wd] = rows.weights.subarray(4 * y, 4 * y + 4);
    for (let i = 0; i < length; i++)
      data[y * length + i] =
        wa! * wide[a! * length + i]! +
        wb! * wide[b! * length + i]! +
        wc! * wide[c! * length + i]! +
        wd! * wide[d! * length + i]!;
  }
  return { width, height, data };
}

/** Returns the four input coordinates of every output coordinate, and their weights. */
function taps(from: number, to: number): { places: Int32Array; weights: Float64Array } {
  const places = new Int32Array(4 * to);
  const weights = new Float64Array(4 * to);
  for (let i = 0; i < to; i++) {
    const at = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(at) - 1;
    for (let k = 0; k < 4; k++) {
      places[4 * i + k] = Math.min(from - 1, Math.max(0, first + k));
      weights[4 * i + k] = cubic(at - first - k);
    }
  }
  return { places, weights };
}

/** Evaluates Keys' cubic convolution kernel (1981) with a = -0.75. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.75;
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}
