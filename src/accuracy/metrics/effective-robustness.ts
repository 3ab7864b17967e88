import { type AccuracySet, modelEntry, modelIds } from '../../backbones/models/index.ts';
import type { AccuracyRecord } from '../../results/index.ts';
import { type Interval, independentDifference, mean } from '../../stats/index.ts';
import type { CellMetric } from './metric.ts';
import { accuracySet } from './published.ts';
import { top1 } from './top-accuracy.ts';

/**
 * Effective robustness (Taori et al. 2020): the accuracy on a shifted dataset, minus the accuracy that models trained
 * only on ImageNet have at the same clean accuracy. The interval covers the images of both datasets, and takes the line
 * of these models as given.
 *
 * The clean accuracy is that of the same model under the same protocol; a model has one file and one preprocessing in
 * a run. For ImageNet-A and -R it is the accuracy on the clean images of the same 200 classes. Undefined if the run
 * lacks it, or without a baseline.
 */
export const effectiveRobustness: CellMetric<AccuracyRecord['effectiveRobustness']> = async (
  database,
  context,
) => {
  const accuracyOf = await top1(database, context);
  const evaluated = await database.all(
    `SELECT DISTINCT model, dataset, protocol FROM predictions WHERE corruption = 'none'`,
  );
  return (cell) => {
    const set = cell.corruption === 'none' ? accuracySet(cell.dataset) : undefined;
    const reference = set && REFERENCES[set];
    if (!reference) return undefined;
    const { dataset } = reference;
    const found = evaluated.some(
      (row) => row.model === cell.model && row.dataset === dataset && row.protocol === cell.protocol,
    );
    const baseline = found ? publishedBaseline(set, reference.set) : undefined;
    if (!baseline) return undefined;
    const clean = accuracyOf({ ...cell, dataset });
    // The line is one of logits, which are infinite at 0 and 1.
    if (clean.value <= 0 || clean.value >= 1) return undefined;
    const { models, ...line } = baseline;
    return {
      ...aboveBaseline(accuracyOf(cell), clean, baseline),
      method: 'Wilson intervals of both accuracies, square and add',
      clean: clean.value,
      cleanDataset: dataset,
      expected: expectedAccuracy(clean.value, baseline),
      baselineModels: models,
      baseline: line,
    };
  };
};

/** The clean dataset that a shifted one compares with: its name in runs, and that of its published results. */
const REFERENCES: Partial<Record<AccuracySet, { readonly dataset: string; readonly set: AccuracySet }>> = {
  imagenetV2: { dataset: 'imagenet', set: 'imagenet' },
  imagenetSketch: { dataset: 'imagenet', set: 'imagenet' },
  imagenetA: { dataset: 'imagenet-a-clean', set: 'imagenetAClean' },
  imagenetR: { dataset: 'imagenet-r-clean', set: 'imagenetRClean' },
};

/** Estimates the accuracy above a baseline from the accuracies under shift and on clean images. */
export function aboveBaseline(shifted: Interval, clean: Interval, line: Line): Interval {
  const at = (accuracy: number) => expectedAccuracy(accuracy, line);
  // The line rises, so the ends of the clean accuracy map to those of the expected one.
  const { value, low, high, level } = clean;
  return independentDifference(shifted, { value: at(value), low: at(low), high: at(high), level });
}

/** A line in logit space: logit(accuracy under shift) = intercept + slope · logit(clean accuracy). */
interface Line {
  readonly slope: number;
  readonly intercept: number;
}

interface Baseline extends Line {
  /** Standard deviation of the models around the line, in accuracy, a fraction. */
  readonly spread: number;
  /** Number of models that it was fitted to. */
  readonly models: number;
}

/** Returns the accuracy (a fraction) under the shift that the baseline expects at a clean accuracy. */
export function expectedAccuracy(clean: number, { slope, intercept }: Line): number {
  return 1 / (1 + Math.exp(-(intercept + slope * logit(clean))));
}

/**
 * Fits [clean, shifted] accuracies as logits by least squares.
 * @throws RangeError for fewer than three points, which leave no spread to estimate
 */
export function fitBaseline(points: readonly (readonly [clean: number, shifted: number])[]): Baseline {
  if (points.length < 3) throw new RangeError('a line with a spread needs three points');
  const xs = points.map(([clean]) => logit(clean));
  const ys = points.map(([, shifted]) => logit(shifted));
  const meanX = mean(xs);
  const meanY = mean(ys);
  let covariance = 0;
  let variance = 0;
  for (const [i, x] of xs.entries()) {
    covariance += (x - meanX) * (ys[i]! - meanY);
    variance += (x - meanX) ** 2;
  }
  const slope = covariance / variance;
  const line = { slope, intercept: meanY - slope * meanX };
  const squares = points.reduce(
    (sum, [clean, shifted]) => sum + (shifted - expectedAccuracy(clean, line)) ** 2,
    0,
  );
  return { ...line, spread: Math.sqrt(squares / (points.length - 2)), models: points.length };
}

/**
 * Fits the baseline of a shifted set to timm's published accuracies of the models in the registry: weights trained only
 * on ImageNet-1k, at their default size, without distillation or adversarial examples.
 * @param clean the published clean accuracies: of the same classes as the shifted set
 * @returns undefined if fewer than five are published
 */
export function publishedBaseline(shifted: AccuracySet, clean: AccuracySet): Baseline | undefined {
  const points = modelIds().flatMap((id) =>
    modelEntry(id).tags.flatMap(({ tag, accuracy, inputSize }): [number, number][] => {
      if (/in12k|in22k|laion|clip|jft|dist|^ap_/.test(tag)) return [];
      const at = (set: AccuracySet) => accuracy?.[set]?.find(([size]) => size === inputSize)?.[1];
      const [x, y] = [at(clean), at(shifted)];
      return x && y ? [[x / 100, y / 100]] : [];
    }),
  );
  return points.length < 5 ? undefined : fitBaseline(points);
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
