import { z } from 'zod';
import { Estimate } from './estimate.ts';

/** What identifies an accuracy within a run. */
export const AccuracyCell = z.object({
  model: z.string(),
  dataset: z.string().describe('e.g. imagenet, imagenet-a, or the name of a folder'),
  corruption: z.string().describe('none for clean images'),
  severity: z.number().int().min(0).max(5).describe('0 for clean images'),
  protocol: z.string().describe('how corrupted images are produced: imagenet-c or native'),
});
export type AccuracyCell = z.infer<typeof AccuracyCell>;

/** A published figure to compare ours with. */
export const PublishedComparison = z.object({
  source: z.string().describe('e.g. "timm apple_in1k at 256" or "FastViT paper"'),
  top1: z.number().describe('fraction'),
  difference: z.number().describe('ours minus theirs, a fraction'),
  inside: z.boolean().describe('whether the published figure lies in our interval'),
  verified: z.boolean().describe('false if the published figure was not checked against its source'),
});
export type PublishedComparison = z.infer<typeof PublishedComparison>;

/** How often images of class `label` were classified as `predicted`. */
export const Confusion = z.object({
  label: z.number().int(),
  predicted: z.number().int(),
  count: z.number().int(),
});

/** Accuracy under a shift above that of the models of a baseline at the same clean accuracy. Fractions. */
const EffectiveRobustness = z.object({
  value: z.number().describe('accuracy minus `expected`'),
  // Absent in records of earlier builds, as are `cleanDataset` and `baseline`.
  low: z
    .number()
    .optional()
    .describe('the interval is over images; it takes the line of the baseline as given'),
  high: z.number().optional(),
  level: z.number().optional(),
  method: z.string().optional(),
  clean: z.number().describe('top-1 on `cleanDataset`'),
  cleanDataset: z
    .string()
    .optional()
    .describe('imagenet; for ImageNet-A and -R its images of their classes, e.g. imagenet-a-clean'),
  expected: z.number().describe('accuracy that the baseline has at `clean`'),
  baselineModels: z.number().int(),
  baseline: z
    .object({
      slope: z.number(),
      intercept: z.number(),
      spread: z
        .number()
        .describe('standard deviation of the models of the baseline around its line, in accuracy'),
    })
    .optional()
    .describe('logit(expected) = intercept + slope · logit(clean), fitted to published accuracies'),
});

/** Accuracy of one model on one set, clean or under one corruption at one severity. Fractions. */
export const AccuracyRecord = z.object({
  type: z.literal('accuracy'),
  cell: AccuracyCell,
  images: z.number().int().describe('images that could be decoded'),
  unreadable: z.number().int(),
  top1: Estimate,
  top5: Estimate,
  calibration: z.object({
    ece: z
      .number()
      .describe('expected calibration error, 15 bins of equal width; biased upwards for few images'),
    eceInterval: Estimate.omit({ value: true })
      .optional()
      .describe('of the error without its bias, so the lower end is further away; absent in earlier records'),
    brier: z.number().describe('mean Brier score, 0 to 2; of the most likely class if several are accepted'),
    nll: z
      .number()
      .describe('mean negative log-likelihood, nats; of the most likely class if several are accepted'),
  }),
  flips: Estimate.optional().describe(
    'fraction of images whose prediction differs from that of the clean image; corrupted cells only',
  ),
  published: z.array(PublishedComparison),
  effectiveRobustness: EffectiveRobustness.optional().describe(
    'for shifted datasets, if the run has the clean accuracy of the same model under the same protocol',
  ),
  confusions: z
    .array(Confusion)
    .optional()
    .describe('the most frequent misclassifications; clean cells only'),
  weights: z.string(),
  modelDigest: z.string().describe('sha256 of the ONNX file'),
  seed: z.number().int(),
});
export type AccuracyRecord = z.infer<typeof AccuracyRecord>;

/** Robustness of one model over all corruptions and severities evaluated. Fractions: mCE 0.767 is 76.7 %. */
export const RobustnessRecord = z.object({
  type: z.literal('robustness'),
  model: z.string(),
  dataset: z.string(),
  protocol: z.string(),
  images: z.number().int().describe('images that could be decoded in every cell; the figures use these'),
  cleanError: z.number().optional(),
  corruptions: z.array(
    z.object({
      corruption: z.string(),
      errors: z.record(z.string(), z.number()).describe('top-1 error by severity'),
      error: z.number().describe('mean over the severities'),
      ce: z.number().optional().describe("error relative to AlexNet's at the same severities"),
      relativeCe: z.number().optional(),
      flipRate: z.number().optional().describe('over the severities'),
    }),
  ),
  meanError: Estimate.describe(
    'mean top-1 error over all corruptions and severities evaluated, not normalised; not mCE',
  ),
  mce: Estimate.optional().describe(
    "mean corruption error: over ImageNet-C's fifteen corruptions at all five severities, relative to AlexNet's; absent if one of them was not evaluated",
  ),
  relativeMce: Estimate.optional().describe(
    'of the same fifteen: how much they raise the error above the clean one',
  ),
  flipRate: Estimate.optional().describe(
    'fraction of corrupted predictions that differ from the clean one of the same model, over all corruptions and severities evaluated',
  ),
  seed: z.number().int(),
});
export type RobustnessRecord = z.infer<typeof RobustnessRecord>;

/** Two models compared on the same images. */
export const AccuracyComparison = z.object({
  type: z.literal('accuracy-comparison'),
  models: z.tuple([z.string(), z.string()]),
  dataset: z.string(),
  protocol: z.string(),
  images: z.number().int(),
  onlyFirst: z.number().int().describe('clean images that only the first model classifies correctly'),
  onlySecond: z.number().int(),
  difference: Estimate.describe('clean top-1 of the first minus that of the second'),
  p: z.number().describe("McNemar's exact test"),
  adjusted: z.number().describe('p adjusted by Holm for all pairs of models on this dataset'),
  mceDifference: Estimate.optional().describe('mCE of the first minus that of the second, paired by image'),
});
export type AccuracyComparison = z.infer<typeof AccuracyComparison>;

/** The id of an accuracy cell: `fastvit_t8/imagenet/fog/3/imagenet-c`. */
export function accuracyCellId({ model, dataset, corruption, severity, protocol }: AccuracyCell): string {
  return [model, dataset, corruption, severity, protocol].join('/');
}
