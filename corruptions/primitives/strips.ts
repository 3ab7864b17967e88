import type { Strips } from '../kernels/kernels.ts';

/** Splits a symmetric square kernel into vertical strips: column dx is a sum of strips, one per height where it changes. */
export function stripsOf(kernel: Float32Array): Strips {
  const side = Math.sqrt(kernel.length);
  const half = (side - 1) / 2;
  const heights: number[] = [];
  const [dx, strips, coefficients]: [number[], number[], number[]] = [[], [], []];
  for (let x = 0; x <= half; x++)
    for (let h = half; h >= 0; h--) {
      const here = kernel[(half + h) * side + half + x]!;
      const beyond = h === half ? 0 : kernel[(half + h + 1) * side + half + x]!;
      if (here === beyond) continue;
      if (!heights.includes(h)) heights.push(h);
      dx.push(x);
      strips.push(heights.indexOf(h));
      coefficients.push(here - beyond);
    }
  return {
    heights: Int32Array.from(heights),
    dx: Int32Array.from(dx),
    strips: Int32Array.from(strips),
    coefficients: Float64Array.from(coefficients),
    ...fixedPoint(
      // The kernel sums columns -dx and +dx, even where both are the middle one.
      coefficients.map((coefficient, t) => (dx[t] === 0 ? coefficient / 2 : coefficient)),
      strips.map((strip) => 2 * (2 * heights[strip]! + 1) * 255),
    ),
  };
}

/**
 * Converts coefficients to two-part fixed point, padded to an even number, so that sums of their products with samples
 * of up to `peaks` fit 32 bits; also bounds the error of such a sum.
 */
function fixedPoint(
  coefficients: readonly number[],
  peaks: readonly number[],
): Pick<Strips, 'shift' | 'lowShift' | 'high' | 'low' | 'slack'> {
  const most = (values: readonly number[]) =>
    values.reduce((sum, value, t) => sum + Math.abs(value) * peaks[t]!, 0);
  const shift = Math.min(
    14 - Math.ceil(Math.log2(Math.max(...coefficients.map(Math.abs)))),
    30 - Math.ceil(Math.log2(most(coefficients))),
  );
  const scaled = coefficients.map((coefficient) => coefficient * 2 ** shift);
  const high = scaled.map(Math.round);
  const rest = scaled.map((value, t) => value - high[t]!);
  const lowShift = Math.min(15, 30 - Math.ceil(Math.log2(Math.max(most(rest), 1))));
  const low = rest.map((value) => Math.round(value * 2 ** lowShift));
  const off = most(rest.map((value, t) => value - low[t]! / 2 ** lowShift));
  const even = coefficients.length % 2 === 0 ? [] : [0];
  return {
    shift,
    lowShift,
    high: Int16Array.from([...high, ...even]),
    low: Int16Array.from([...low, ...even]),
    // An error below 2^-62 is lost in a sum of doubles too; all other errors are above 2^-9.
    slack: off < 2 ** (shift - 62) ? 0 : Math.ceil(off) + 1,
  };
}
