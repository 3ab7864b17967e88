import type { Estimate } from '../../results/index.ts';
import { wilson } from '../../stats/index.ts';

/** What the metrics need in addition to the predictions. */
export interface SummaryContext {
  /** Seed of the run, for its records. */
  readonly seed: number;
  readonly models: readonly SummarisedModel[];
  /** Confidence level of all intervals, default 0.95. */
  readonly level?: number;
}

export interface SummarisedModel {
  readonly id: string;
  /** Id in the registry, for models of the registry. */
  readonly registryId?: string | undefined;
  readonly weights: string;
  readonly digest: string;
  /** Height and width of the input. */
  readonly resolution: readonly [number, number];
}

/** Finds a model of the run. @throws Error if the run does not have it */
export function modelOf({ models }: SummaryContext, id: string): SummarisedModel {
  const found = models.find((model) => model.id === id);
  if (!found) throw new Error(`the predictions are of a model "${id}", which the run does not have`);
  return found;
}

/** Estimates a proportion with Wilson's interval. */
export function proportion(successes: number, trials: number, { level = 0.95 }: SummaryContext): Estimate {
  return { ...wilson(successes, trials, level), method: 'Wilson' };
}
