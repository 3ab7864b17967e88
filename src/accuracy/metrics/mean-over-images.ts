import type { Estimate } from '../../results/index.ts';
import { boundedDifference, boundedMean } from '../../stats/index.ts';
import type { SummaryContext } from './context.ts';
import type { ImageMetric } from './metric.ts';

/**
 * Estimates a metric from its value for each image. An image counts once with all its corruptions, because their
 * mistakes depend on each other.
 * @param values of at least two images
 */
export function meanOverImages(
  values: readonly number[],
  { about, range }: Pick<ImageMetric, 'about' | 'range'>,
  { level }: Pick<SummaryContext, 'level'>,
): Estimate {
  const estimate = range.of === 'share' ? boundedMean : boundedDifference;
  return { ...estimate(values, range.most, level), method: `${about}; adjusted Wald over images` };
}
