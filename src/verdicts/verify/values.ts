import type { Check } from './state.ts';

/** Mean, population standard deviation and first values of a tensor, as stored in a golden. */
export interface Statistics {
  readonly mean: number;
  readonly std: number;
  readonly first: readonly number[];
}

/** Tolerance of a statistic, as a fraction of |mean| + std (of 1e-3, if that is larger). */
const MARK_TOLERANCE = 1e-4;

/** Compares the statistics of a value with those of a golden. */
export function markCheck(what: string, values: ArrayLike<number>, expected: Statistics): Check {
  const tolerance = MARK_TOLERANCE * Math.max(Math.abs(expected.mean) + expected.std, 1e-3);
  const { mean, std } = moments(values);
  const found: [string, number, number][] = [
    ['mean', mean, expected.mean],
    ['standard deviation', std, expected.std],
    ...expected.first.map((value, i): [string, number, number] => [
      `element ${i}`,
      values[i] as number,
      value,
    ]),
  ];
  const wrong = found.find(([, have, want]) => !(Math.abs(have - want) <= tolerance));
  if (wrong === undefined) return { what };
  const [part, have, want] = wrong;
  return {
    what,
    difference: `${part} ${have.toPrecision(7)} instead of ${want} (tolerance ${tolerance.toExponential(1)})`,
  };
}

/** Largest absolute difference between two vectors; infinite for a NaN or different lengths. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

function moments(values: ArrayLike<number>): { mean: number; std: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, std: Math.sqrt(squares / values.length) };
}
