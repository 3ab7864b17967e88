/**
 * How the nights of an unchanged quantity differ, as variances of six independent parts: each night on its own, two
 * memories that fade (half per day, a sixth per day), a weekly rhythm, a random walk, and a trend.
 */
export type Wander = readonly number[];

interface Part {
  /** Half the mean squared difference of two nights `days` > 0 apart, for a variance of 1 (the semivariogram). */
  readonly difference: (days: number) => number;
  /** Covariance of two nights, up to a constant; `a` and `b` are days since the first night. */
  readonly covariance: (a: number, b: number) => number;
}

/** Days after which walk and trend have their variance. */
const LONG = 30;

const PARTS: readonly Part[] = [
  { difference: () => 1, covariance: (a, b) => (a === b ? 1 : 0) },
  fading(1 / 2),
  fading(5 / 6),
  {
    difference: (days) => 1 - Math.cos((2 * Math.PI * days) / 7),
    covariance: (a, b) => Math.cos((2 * Math.PI * (a - b)) / 7),
  },
  { difference: (days) => days / LONG, covariance: (a, b) => (2 * Math.min(a, b)) / LONG },
  { difference: (days) => (days / LONG) ** 2, covariance: (a, b) => (2 * a * b) / LONG ** 2 },
];

function fading(perDay: number): Part {
  return {
    difference: (days) => 1 - perDay ** days,
    covariance: (a, b) => perDay ** Math.abs(a - b),
  };
}

/** Variances of a wander that is only noise of every night. */
export function onlyNoise(variance: number): Wander {
  return PARTS.map((_, at) => (at === 0 ? variance : 0));
}

/**
 * Fits the parts to a semivariogram by least squares, weighted, with no variance below 0.
 *
 * @param observed half the mean squared difference by distance in days, each with the number of differences
 */
export function fitWander(
  observed: readonly { readonly days: number; readonly half: number; readonly count: number }[],
): Wander {
  const design = observed.map(({ days }) => PARTS.map(({ difference }) => difference(days)));
  // The variance of a mean square is proportional to its square.
  const weights = observed.map(({ half, count }) => count / half ** 2);
  const parts = PARTS.map(() => 0);
  const rest = observed.map(({ half }) => half);
  for (let sweep = 0; sweep < 200; sweep++) {
    let moved = 0;
    for (let part = 0; part < parts.length; part++) {
      let [along, square] = [0, 0];
      for (let at = 0; at < rest.length; at++) {
        const x = design[at]![part]!;
        along += weights[at]! * x * rest[at]!;
        square += weights[at]! * x * x;
      }
      const next = Math.max(0, parts[part]! + along / square);
      const change = next - parts[part]!;
      if (change === 0) continue;
      parts[part] = next;
      moved = Math.max(moved, Math.abs(change));
      for (let at = 0; at < rest.length; at++) rest[at] = rest[at]! - change * design[at]![part]!;
    }
    if (moved < 1e-9) break;
  }
  return parts;
}

/** Half the mean squared difference of two nights `days` > 0 apart. */
export function halfDifference(wander: Wander, days: number): number {
  return wander.reduce((sum, variance, part) => sum + variance * PARTS[part]!.difference(days), 0);
}

/** Covariances of nights, up to a constant: the lower triangle, row by row. @param days since any first day */
export function covarianceOf(wander: Wander, days: readonly number[]): Float64Array[] {
  const origin = days[0] ?? 0;
  const used = PARTS.flatMap((part, at) => (wander[at]! > 0 ? [{ ...part, variance: wander[at]! }] : []));
  return days.map((a, row) =>
    Float64Array.from({ length: row + 1 }, (_, column) =>
      used.reduce((sum, { covariance, variance }) => {
        // Two runs of one day differ by the noise of each, so the night itself decides what is equal.
        const b = column === row ? a : Math.min(days[column]!, a - 1e-6);
        return sum + variance * covariance(a - origin, b - origin);
      }, 0),
    ),
  );
}
