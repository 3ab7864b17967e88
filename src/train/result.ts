import { type Interval, mean, studentInterval } from '../stats/index.ts';
import type { Comparison } from './recipe.ts';

/** What one training came to. */
export interface RunResult {
  readonly model: string;
  readonly seed: number;
  readonly digest: string;
  readonly parameters: { readonly train: number; readonly inference: number };
  /** On the test split, inference form, averaged weights; accuracy from 0 to 1 with Wilson's interval. */
  readonly test: { readonly images: number; readonly right: number; readonly accuracy: Interval };
  /** Test images on which training and inference form agree. */
  readonly forms: { readonly same: number; readonly of: number };
}

/** A comparison with its outcome, in points of top-1. */
export interface Compared extends Comparison {
  /** One difference a seed that both models were trained with. */
  readonly differences: readonly number[];
  /** Of their mean: Student's t over the seeds, so that it holds what another seed would change. */
  readonly interval?: Interval;
}

/** Accuracy of each model over its seeds, 0 to 1. */
export interface ModelAccuracy {
  readonly model: string;
  readonly seeds: number;
  readonly parameters: number;
  readonly accuracy: number;
  /** Student's t over the seeds; Wilson's over the test images where there is one seed. */
  readonly interval: Interval;
}

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
