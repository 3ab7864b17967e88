import { z } from 'zod';
import { Estimate } from './estimate.ts';

/** What identifies an accuracy within a run. */
export const AccuracyCell = z.object({
  model: z.string(),
  dataset: z.string().describe('e.g. imagenet, imagenet-a, or the name of a folder'),
  corruption: z.string().describe('none for clean images'),
  severity: z.number().int().min(0).max(5).describe('0 for clean images'),
  protocol: z.string().describe('how corrupted images were made: imagenet-c or native'),
});
export type AccuracyCell = z.infer<typeof AccuracyCell>;

/** A figure that somebody else published, beside ours. */
export const PublishedComparison = z.object({
  source: z.string().describe('e.g. "timm apple_in1k at 256" or "FastViT paper"'),
  top1: z.number().describe('fraction'),
  difference: z.number().describe('ours less theirs, a fraction'),
  inside: z.boolean().describe('whether theirs lies in our interval'),
  verified: z.boolean().describe('false where the published figure was recalled, not read'),
});
export type PublishedComparison = z.infer<typeof PublishedComparison>;

/** How often the truth `label` was taken for `predicted`. */
export const Confusion = z.object({
  label: z.number().int(),
  predicted: z.number().int(),
  count: z.number().int(),
});

/** Accuracy of one model on one set, clean or under one corruption at one severity. Fractions. */
export const AccuracyRecord = z.object({
  type: z.literal('accuracy'),
  cell: AccuracyCell,
  images: z.number().int().describe('images that could be read'),
  unreadable: z.number().int(),
  top1: Estimate,
  top5: Estimate,
  calibration: z.object({
    ece: z.number().describe('expected calibration error, 15 bins of equal width'),
    brier: z.number(),
    nll: z.number().describe('mean negative log-likelihood, nats'),
  }),
  flips: Estimate.optional().describe('images predicted otherwise than when clean; corrupted cells only'),
  published: z.array(PublishedComparison),
  effectiveRobustness: z
    .object({
      value: z.number().describe('accuracy above what the baseline has at the same clean accuracy'),
      clean: z.number(),
      expected: z.number(),
      baselineModels: z.number().int(),
    })
    .optional()
    .describe('shifted sets, where the clean set is part of the run'),
  confusions: z.array(Confusion).optional().describe('the most frequent mistakes; clean cells only'),
  weights: z.string(),
  modelDigest: z.string().describe('sha256 of the ONNX file'),
  seed: z.number().int(),
});
export type AccuracyRecord = z.infer<typeof AccuracyRecord>;

/** What corruptions do to one model, over everything that was evaluated. Fractions: mCE 0.767 is 76.7 %. */
export const RobustnessRecord = z.object({
  type: z.literal('robustness'),
  model: z.string(),
  dataset: z.string(),
  protocol: z.string(),
  images: z.number().int().describe('images that could be read in every cell; the figures are over these'),
  cleanError: z.number().optional(),
  corruptions: z.array(
    z.object({
      corruption: z.string(),
      errors: z.record(z.string(), z.number()).describe('top-1 error by severity'),
      error: z.number().describe('mean over the severities'),
      ce: z.number().optional().describe("over AlexNet's at the same severities"),
      relativeCe: z.number().optional(),
      flipRate: z.number().optional(),
    }),
  ),
  meanError: Estimate.describe('not normalised, over all corruptions and severities evaluated'),
  mce: Estimate.optional().describe('only of all fifteen corruptions at all five severities'),
  relativeMce: Estimate.optional(),
  flipRate: Estimate.optional().describe('predictions that differ from the clean one'),
  seed: z.number().int(),
});
export type RobustnessRecord = z.infer<typeof RobustnessRecord>;

/** Two models on the same images. */
export const AccuracyComparison = z.object({
  type: z.literal('accuracy-comparison'),
  models: z.tuple([z.string(), z.string()]),
  dataset: z.string(),
  protocol: z.string(),
  images: z.number().int(),
  onlyFirst: z.number().int().describe('clean images that the first model alone gets right'),
  onlySecond: z.number().int(),
  difference: Estimate.describe('clean top-1 of the first less the second'),
  p: z.number().describe("McNemar's exact test"),
  adjusted: z.number().describe('p after Holm, over the pairs of models on this set'),
  mceDifference: Estimate.optional().describe('mCE of the first less the second, paired by image'),
});
export type AccuracyComparison = z.infer<typeof AccuracyComparison>;

/** The identity of an accuracy cell as one string: `fastvit_t8/imagenet/fog/3/imagenet-c`. */
export function accuracyCellId({ model, dataset, corruption, severity, protocol }: AccuracyCell): string {
  return [model, dataset, corruption, severity, protocol].join('/');
}
