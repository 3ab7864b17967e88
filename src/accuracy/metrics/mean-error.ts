import type { ImageMetric } from './metric.ts';

/** Mean error over all corruptions and severities that were evaluated, not normalised. */
export const meanError: ImageMetric = {
  purpose: 'mean',
  value: 'count(*) FILTER (wrong = 1) / count(*)::DOUBLE',
  needs: [],
};
