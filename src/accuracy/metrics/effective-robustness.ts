import { type AccuracySet, modelEntry, modelIds } from '../../backbones/models/index.ts';
import type { AccuracyRecord } from '../../results/index.ts';
import { mean } from '../../stats/index.ts';
import type { CellMetric } from './metric.ts';
import { accuracySet } from './published.ts';
import { top1 } from './top-accuracy.ts';

/**
 * Effective robustness (Taori et al. 2020): the accuracy on a shifted dataset, minus the accuracy that models trained
 * only on ImageNet have at the same clean accuracy. Undefined without the clean set in the run, or without a baseline.
 */
export const effectiveRobustness: CellMetric<AccuracyRecord['effectiveRobustness']> = async (
  database,
  context,
) => {
  const accuracyOf = await top1(database, context);
  const protocols = await database.all(
    `SELECT model, min(protocol) AS protocol FROM predictions WHERE dataset = 'imagenet' AND corruption = 'none' GROUP BY ALL`,
  );
  return (cell) => {
    const set = accuracySet(cell.dataset);
    const protocol = protocols.find(({ model }) => model === cell.model)?.protocol;
    if (cell.corruption !== 'none' || !set || set === 'imagenet' || set === 'imagenetReal' || !protocol)
      return undefined;
    const clean = accuracyOf({ ...cell, dataset: 'imagenet', protocol: String(protocol) }).value;
    const baseline = publishedBaseline(set);
    if (!baseline || clean <= 0 || clean >= 1) return undefined;
    const expected = expectedAccuracy(clean, baseline);
    return { value: accuracyOf(cell).value - expected, clean, expected, baselineModels: baseline.models };
  };
};

/** A line in logit space: logit(accuracy under shift) = intercept + slope · logit(clean accuracy). */
interface Baseline {
  readonly slope: number;
  readonly intercept: number;
  /** Number of models that it was fitted to. */
  readonly models: number;
}

/** Returns the accuracy (a fraction) under the shift that the baseline expects at a clean accuracy. */
export function expectedAccuracy(clean: number, { slope, intercept }: Baseline): number {
  return 1 / (1 + Math.exp(-(intercept + slope * logit(clean))));
}

/** Fits [clean, shifted] accuracies as logits by least squares. @throws RangeError for fewer than two points */
export function fitBaseline(points: readonly (readonly [clean: number, shifted: number])[]): Baseline {
  if (points.length < 2) throw new RangeError('a line needs two points');
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
  return { slope, intercept: meanY - slope * meanX, models: points.length };
}

/**
 * Fits the baseline of a shifted set to timm's published accuracies of the models in the registry: weights trained only
 * on ImageNet-1k, at their default size, without distillation or adversarial examples.
 * @returns undefined if fewer than five are published
 */
export function publishedBaseline(set: AccuracySet): Baseline | undefined {
  const points = modelIds().flatMap((id) =>
    modelEntry(id).tags.flatMap(({ tag, accuracy, inputSize }): [number, number][] => {
      if (/in12k|in22k|laion|clip|jft|dist|^ap_/.test(tag)) return [];
      const clean = accuracy?.imagenet?.find(([size]) => size === inputSize)?.[1];
      const shifted = accuracy?.[set]?.find(([size]) => size === inputSize)?.[1];
      return clean && shifted ? [[clean / 100, shifted / 100]] : [];
    }),
  );
  return points.length < 5 ? undefined : fitBaseline(points);
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
