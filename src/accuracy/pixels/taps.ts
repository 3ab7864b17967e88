import type { Filter } from './filter.ts';

/** Fractional bits of a coefficient: 32, minus 8 for the pixel and 2 for overshoot, as in Pillow. */
export const PRECISION = 22;

/**
 * The taps of one axis for `length` outputs. Output i is the sum of `input[start[i] + k] * weight[i * width + k]` over k
 * below `count[i]`; further weights are zero.
 */
export interface Taps {
  readonly length: number;
  /** Coefficients reserved for each output. */
  readonly width: number;
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** Fixed point with 22 fractional bits. */
  readonly weight: Int32Array;
}

/**
 * Computes Pillow's coefficients for resizing an axis from `input` to `output` samples, for the outputs from `from` to
 * before `from + length`, which is what a crop needs. Shrinking widens the filter (antialiasing); enlarging does not.
 */
export function resampleTaps(
  input: number,
  output: number,
  filter: Filter,
  from: number,
  length: number,
): Taps {
  const scale = input / output;
  const filterScale = Math.max(1, scale);
  const support = filter.support * filterScale;
  const width = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(length);
  const count = new Int32Array(length);
  const weight = new Int32Array(length * width);
  const exact = new Float64Array(width);
  for (let i = 0; i < length; i++) {
    const centre = (from + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const taps = Math.min(input, Math.trunc(centre + support + 0.5)) - first;
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const w = filter.weight((k + first - centre + 0.5) * (1 / filterScale));
      exact[k] = w;
      sum += w;
    }
    start[i] = first;
    count[i] = taps;
    for (let k = 0; k < taps; k++) {
      weight[i * width + k] = toFixedPoint(sum === 0 ? exact[k]! : exact[k]! / sum);
    }
  }
  return { length, width, start, count, weight };
}

/** Rounds half away from zero. */
function toFixedPoint(weight: number): number {
  return Math.trunc(weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));
}
