import type { Estimate } from '../../results/index.ts';
import { bootstrap, mean, seededRandom, wilson } from '../../stats/index.ts';

/** What the metrics need in addition to the predictions. */
export interface SummaryContext {
  /** Seed of the bootstraps. */
  readonly seed: number;
  readonly models: readonly SummarisedModel[];
  /** Confidence level of all intervals, default 0.95. */
  readonly level?: number;
  /** Bootstrap resamples, default 2000. */
  readonly resamples?: number;
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

/**
 * Estimates the mean of one value per image, with an interval that resamples images.
 * @param values of at least two images
 * @param purpose names the random numbers of the interval
 */
export function meanOverImages(
  values: readonly number[],
  context: SummaryContext,
  purpose: string,
): Estimate {
  const { seed, level = 0.95, resamples = 2000 } = context;
  const random = seededRandom(`${seed}/${purpose}`);
  return { ...bootstrap(values, mean, { random, level, resamples }), method: 'bootstrap over images' };
}
