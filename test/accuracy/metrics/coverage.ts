import { ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from '../../../src/accuracy/metrics/alexnet.ts';
import { expectedCalibrationError } from '../../../src/accuracy/metrics/calibration.ts';
import {
  aboveBaseline,
  expectedAccuracy,
  publishedBaseline,
} from '../../../src/accuracy/metrics/effective-robustness.ts';
import { flipRate } from '../../../src/accuracy/metrics/flip-rate.ts';
import { mce, mceWeight, relativeMce, relativeMceWeight } from '../../../src/accuracy/metrics/mce.ts';
import { meanError } from '../../../src/accuracy/metrics/mean-error.ts';
import { meanOverImages } from '../../../src/accuracy/metrics/mean-over-images.ts';
import {
  type Interval,
  normalDraw,
  normalQuantile,
  pairedProportions,
  seededRandom,
  type Uniform,
  wilson,
} from '../../../src/stats/index.ts';

/** An interval of one simulated evaluation, and the true value. */
export interface Covering {
  readonly interval: Pick<Interval, 'low' | 'high'>;
  readonly truth: number;
}

/** A situation that evaluations are simulated in. */
export interface Situation {
  /** Error of the model relative to AlexNet's. */
  readonly errors: number;
  /** How far the difficulty of an image decides about all its versions, 0 to 1. */
  readonly shared: number;
}

/** Every accuracy interval by metric: simulates an evaluation of some images. */
export const intervals: Readonly<
  Record<string, (situation: Situation, images: number, random: Uniform) => Covering>
> = {
  'top-1': ({ errors }, images, random) => ({
    interval: wilson(
      count(images, () => random() >= errors),
      images,
    ),
    truth: 1 - errors,
  }),
  'difference of top-1': ({ errors, shared }, images, random) => {
    const [a, b] = [errors, Math.min(0.98, 1.1 * errors)].map((error) => ({
      error,
      threshold: threshold(error),
    }));
    let [onlyFirst, onlySecond] = [0, 0];
    for (let image = 0; image < images; image++) {
      const mistake = difficulty(shared, random);
      const [first, second] = [mistake(a!.threshold), mistake(b!.threshold)];
      if (!first && second) onlyFirst++;
      if (first && !second) onlySecond++;
    }
    return { interval: pairedProportions(images, onlyFirst, onlySecond), truth: b!.error - a!.error };
  },
  'effective robustness': ({ errors }, images, random) => {
    const line = publishedBaseline('imagenetV2', 'imagenet')!;
    const [clean, shifted] = [1 - errors * 0.8, 1 - errors];
    const measured = (accuracy: number) => {
      // Logits need one image that is right and one that is wrong.
      const right = count(images, () => random() < accuracy);
      return wilson(Math.min(images - 1, Math.max(1, right)), images);
    };
    return {
      interval: aboveBaseline(measured(shifted), measured(clean), line),
      truth: shifted - expectedAccuracy(clean, line),
    };
  },
  ECE: ({ errors, shared }, images, random) => {
    // Calibrated at shared 0, overconfident by 5 points at 1.
    const gap = 0.05 * shared;
    const bins = Array.from({ length: 15 }, () => ({ count: 0, correct: 0, confidence: 0 }));
    for (let image = 0; image < images; image++) {
      const confidence = 1 - 0.9 * random() ** (0.6 / errors);
      const bin = bins[Math.min(14, Math.ceil(confidence * 15) - 1)]!;
      bin.count++;
      bin.confidence += confidence;
      if (random() < confidence - gap) bin.correct++;
    }
    return { interval: expectedCalibrationError(bins), truth: gap };
  },
  'mean error': (situation, images, random) =>
    overImages(situation, images, random, meanError, FEW, ({ wrong }) => 1 / wrong.length),
  'mean error of fifteen': (situation, images, random) =>
    overImages(situation, images, random, meanError, ALL, ({ wrong }) => 1 / wrong.length),
  'flip rate': (situation, images, random) =>
    overImages(situation, images, random, flipRate, FEW, ({ wrong }) => 1 / wrong.length),
  mCE: (situation, images, random) =>
    overImages(situation, images, random, mce, ALL, (_, cell) => mceWeight(cell.corruption)),
  'relative mCE': (situation, images, random) =>
    overImages(
      situation,
      images,
      random,
      relativeMce,
      ALL,
      (_, cell) => relativeMceWeight(cell.corruption),
      true,
    ),
};

/** Share of simulated evaluations whose interval covers the truth. */
export function coverage(metric: string, situation: Situation, images: number, trials: number): number {
  const random = seededRandom(`${metric} ${JSON.stringify(situation)} ${images}`);
  const covers = ({ interval, truth }: Covering) =>
    interval.low <= truth + 1e-12 && truth - 1e-12 <= interval.high;
  return count(trials, () => covers(intervals[metric]!(situation, images, random))) / trials;
}

interface Cell {
  readonly corruption: string;
  readonly severity: number;
}

const ALL: readonly Cell[] = MEAN_CORRUPTIONS.flatMap((corruption) =>
  SEVERITIES.map((severity) => ({ corruption, severity })),
);
const FEW = ALL.filter(({ corruption, severity }) => /snow|fog/.test(corruption) && severity <= 2);

/** Simulates a mean over images of weighted mistakes; of their rise above the clean mistake if `relative`. */
function overImages(
  { errors, shared }: Situation,
  images: number,
  random: Uniform,
  metric: Parameters<typeof meanOverImages>[1],
  cells: readonly Cell[],
  weightOf: (image: { readonly wrong: readonly number[] }, cell: Cell) => number,
  relative = false,
): Covering {
  const rates = cells.map(({ corruption, severity }) =>
    Math.min(0.98, errors * ALEXNET_ERRORS[corruption]!.bySeverity[severity - 1]!),
  );
  const weights = cells.map((cell) => weightOf({ wrong: rates }, cell));
  const thresholds = rates.map(threshold);
  const clean = relative ? 0.3 * errors : 0;
  const cleanThreshold = threshold(clean);
  const values = Array.from({ length: images }, () => {
    const mistake = difficulty(shared, random);
    const base = relative && mistake(cleanThreshold) ? 1 : 0;
    return thresholds.reduce((sum, at, i) => sum + weights[i]! * ((mistake(at) ? 1 : 0) - base), 0);
  });
  const truth = rates.reduce((sum, rate, i) => sum + weights[i]! * (rate - clean), 0);
  return { interval: meanOverImages(values, metric, {}), truth };
}

/** Draws an image. Returns whether a version of it, which has a threshold, is classified wrongly. */
function difficulty(shared: number, random: Uniform): (threshold: number) => boolean {
  const common = shared * normalDraw(random);
  const own = Math.sqrt(1 - shared ** 2);
  return (at) => common + own * normalDraw(random) > at;
}

function threshold(rate: number): number {
  return rate <= 0 ? Number.POSITIVE_INFINITY : normalQuantile(1 - rate);
}

function count(trials: number, succeeds: () => boolean): number {
  let found = 0;
  for (let trial = 0; trial < trials; trial++) if (succeeds()) found++;
  return found;
}
