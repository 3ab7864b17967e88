import { median } from './quantile.ts';

/** A window of nights: what makes their values independent, and what a change would look like in those. */
export interface Whitening {
  /** Cholesky factor of the covariance, the lower triangle row by row. */
  readonly factor: readonly Float64Array[];
  /** A level that is higher from night `first` on, for the last nights. */
  readonly steps: readonly Shape[];
  /** A level that rises evenly from night `first` on. */
  readonly ramps: readonly Shape[];
}

interface Shape {
  readonly first: number;
  /** The whitened change, of final size 1; zero before `first`. */
  readonly values: Float64Array;
  readonly square: number;
}

/** Nights back at which a step may have begun, and a ramp. */
const STEPS_BACK = 20;
const RAMPS_BACK = [20, 30, 40, 50];

/**
 * Prepares a window of nights.
 *
 * @param covariance of the nights, up to a constant; the lower triangle is read
 * @param least nights before a step
 */
export function whitening(covariance: readonly Float64Array[], least: number): Whitening {
  const count = covariance.length;
  const factor: Float64Array[] = [];
  for (let row = 0; row < count; row++) {
    const own = new Float64Array(row + 1);
    for (let column = 0; column <= row; column++) {
      const other = column === row ? own : factor[column]!;
      // Nothing is assumed of the level: its variance is far above any other.
      let sum = 1 + covariance[row]![column]!;
      for (let at = 0; at < column; at++) sum -= own[at]! * other[at]!;
      own[column] = column === row ? Math.sqrt(Math.max(sum, 1e-12)) : sum / other[column]!;
    }
    factor.push(own);
  }
  const shape = (first: number, height: (night: number) => number): Shape => {
    const raw = Float64Array.from({ length: count }, (_, night) => (night < first ? 0 : height(night)));
    const values = whiten(factor, raw, first);
    return { first, values, square: dot(values, values, first) };
  };
  const from = Math.max(least, 1, count - STEPS_BACK);
  return {
    factor,
    steps: Array.from({ length: Math.max(0, count - from) }, (_, at) => shape(from + at, () => 1)),
    ramps: RAMPS_BACK.filter((back, at) => at === 0 || back < count).map((back) => {
      const first = Math.max(1, count - 1 - back);
      return shape(first, (night) => (night - first + 1) / (count - first));
    }),
  };
}

/** How far the values of a window contradict that nothing changed. */
export interface ChangeEvidence {
  /**
   * Value of the e-detector: the likelihood ratios of a step at each of the last nights, summed (Shiryaev and Roberts). If
   * nothing changes, an alarm at `evidence >= a` comes once in `a` nights on average, or less often.
   */
  readonly evidence: number;
  /** The same for a level that rises evenly. */
  readonly gradual: number;
  /** The likeliest first night of a step, as an index of the window. */
  readonly first: number;
}

/** Standard deviation of step sizes that the mixture expects, as a logarithm. */
const SIZE = 0.05;
/** How many nights of its own a cell needs until its scale counts as much as that of all cells. */
const SHARED = 20;
/** Deviations beyond this many standard deviations count as this many, unless the nights beside them agree. */
const CLIP = 3.5;
const AGREED_CLIP = 7;
/** How far three nights in a row have to deviate to agree, and two. */
const THREE = 3;
const TWO = 6;

/**
 * Weighs a change against none, in values whose covariance is known up to a factor of this cell (an e-detector of Shin,
 * Ramdas and Rinaldo 2022): a likelihood ratio per first night, with a normal mixture over step sizes and an
 * inverse-gamma one over the factor. Outliers are clipped.
 */
export function changeEvidence(window: Whitening, values: ArrayLike<number>): ChangeEvidence {
  const white = whiten(window.factor, values, 0);
  const count = white.length - 1;
  // The first value only sets the level.
  white[0] = 0;
  const typical = median(Array.from(white.subarray(1), Math.abs)) / 0.6745;
  clip(white, Math.sqrt((SHARED + count * typical ** 2) / (SHARED + count)));
  const rest = SHARED + dot(white, white, 1);
  const ratio = ({ square }: Shape, along: number) => {
    const explained = along ** 2 / (square + 1 / SIZE ** 2);
    const log = ((SHARED + count - 1) / 2) * Math.log(rest / (rest - explained));
    return Math.exp(log) / Math.sqrt(1 + SIZE ** 2 * square);
  };
  let [evidence, gradual, best, first] = [0, 0, 0, 0];
  for (const step of window.steps) {
    const one = ratio(step, dot(step.values, white, step.first));
    evidence += one;
    if (one > best) [best, first] = [one, step.first];
  }
  for (const ramp of window.ramps) gradual += ratio(ramp, dot(ramp.values, white, ramp.first));
  return { evidence, gradual, first };
}

/** Limits outliers in place: a single night may be anything, nights in a row that agree are no outliers. */
function clip(white: Float64Array, scale: number): void {
  // With heavy tails the scale of the middle is small: agreement is measured by what the tails add, too.
  const spread = Math.max(1, scale);
  const sides = (least: number) =>
    Array.from(white, (value) => (Math.abs(value) < least * spread ? 0 : Math.sign(value)));
  const [far, wide] = [sides(TWO), sides(THREE)];
  const two = (at: number) => far[at] !== 0 && far[at] === far[at + 1];
  const three = (at: number) => wide[at] !== 0 && wide[at] === wide[at + 1] && wide[at] === wide[at + 2];
  for (let at = 1; at < white.length; at++) {
    const agrees = two(at) || two(at - 1) || three(at) || three(at - 1) || three(at - 2);
    const bound = scale * (agrees ? AGREED_CLIP : CLIP);
    white[at] = Math.min(bound, Math.max(-bound, white[at]!));
  }
}

/** Values with variance 1 and no correlation. @param from values before it are 0 */
function whiten(factor: readonly Float64Array[], values: ArrayLike<number>, from: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let row = from; row < values.length; row++) {
    const own = factor[row]!;
    let sum = values[row]!;
    for (let at = from; at < row; at++) sum -= own[at]! * result[at]!;
    result[row] = sum / own[row]!;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let at = from; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
