import type { AccuracySet } from '../../backbones/models/index.ts';
import { modelEntry, modelIds } from '../../backbones/models/index.ts';

/** A line in logit space: logit(accuracy under shift) = intercept + slope · logit(clean accuracy). */
export interface Baseline {
  readonly slope: number;
  readonly intercept: number;
  /** Models that it was fitted to. */
  readonly models: number;
}

/**
 * Effective robustness (Taori et al. 2020): accuracy on a shifted set less what models trained on
 * ImageNet alone have at the same clean accuracy. Accuracies are fractions.
 */
export function effectiveRobustness(clean: number, shifted: number, baseline: Baseline): number {
  return shifted - expectedAccuracy(clean, baseline);
}

/** What the baseline expects under the shift at a clean accuracy. */
export function expectedAccuracy(clean: number, { slope, intercept }: Baseline): number {
  return 1 / (1 + Math.exp(-(intercept + slope * logit(clean))));
}

/** Least squares through [clean, shifted] accuracies as logits. @throws RangeError for fewer than two points */
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
 * The baseline of a shifted set from timm's published accuracies of the zoo: weight sets trained on ImageNet-1k alone,
 * one size each, without more data, distillation or adversarial examples. Undefined where fewer than five are published.
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
