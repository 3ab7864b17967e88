import { z } from 'zod';
import { type Interval, mean, studentInterval } from '../stats/index.ts';
import type { Comparison } from './recipe.ts';

const Share = z.number().min(0).max(1);
const Count = z.number().int().nonnegative();

/** One epoch in the log of a training. */
export const EpochLog = z.object({
  epoch: Count.describe('from 0'),
  steps: Count,
  learningRate: z.number().describe('of the last step'),
  loss: z.number().describe('mean over the batches of the epoch, with smoothed and mixed targets'),
  trainAccuracy: Share.describe('on the augmented images, against the label with the larger weight'),
  validationAccuracy: Share.describe('of the averaged weights in the inference form'),
});
export type EpochLog = z.infer<typeof EpochLog>;

/** The outcome of one training: what `result.json` holds. */
export const RunResult = z.object({
  model: z.string(),
  seed: Count,
  digest: z.string().describe('sha256 over everything that determines the weights'),
  parameters: z.object({ train: Count, inference: Count }),
  test: z
    .object({
      images: Count,
      right: Count,
      accuracy: z.object({ value: Share, low: Share, high: Share, level: z.number() }),
    })
    .describe("on the test split: inference form, averaged weights, Wilson's interval"),
  forms: z
    .object({ same: Count, of: Count })
    .describe('test images to which training and inference form give the same class'),
});
export type RunResult = z.infer<typeof RunResult>;

/** A comparison with its outcome, in percentage points of top-1. */
export interface Compared extends Comparison {
  /** One difference per seed that both models were trained with. */
  readonly differences: readonly number[];
  /** Student's t interval of their mean over the seeds, so that it covers the variation between seeds. */
  readonly interval?: Interval;
}

/** Accuracy of a model over its seeds, 0 to 1. */
export interface ModelAccuracy {
  readonly model: string;
  readonly seeds: number;
  readonly parameters: number;
  readonly accuracy: number;
  /** Student's t over the seeds; with one seed, Wilson's over the test images. */
  readonly interval: Interval;
}

/** Summarises results by model, in the order of their first appearance. */
export function accuracies(results: readonly RunResult[]): ModelAccuracy[] {
  const models = [...new Set(results.map(({ model }) => model))];
  return models.map((model) => {
    const own = results.filter((result) => result.model === model);
    const values = own.map((result) => result.test.accuracy.value);
    const interval = own.length > 1 ? studentInterval(values) : own[0]!.test.accuracy;
    return {
      model,
      seeds: own.length,
      parameters: own[0]!.parameters.inference,
      accuracy: mean(values),
      interval,
    };
  });
}

/** Works out a comparison from the seeds that both of its models were trained with. */
export function compared(comparison: Comparison, results: readonly RunResult[]): Compared {
  const of = (model: string, seed: number): number | undefined =>
    results.find((result) => result.model === model && result.seed === seed)?.test.accuracy.value;
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  const differences = seeds.flatMap((seed) => {
    const [before, after] = [of(comparison.from, seed), of(comparison.to, seed)];
    return before === undefined || after === undefined ? [] : [100 * (after - before)];
  });
  return {
    ...comparison,
    differences,
    ...(differences.length > 1 ? { interval: studentInterval(differences) } : {}),
  };
}
