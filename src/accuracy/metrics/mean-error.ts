import type { ImageMetric } from './metric.ts';

/**
 * Mean top-1 error over all corruptions and severities that were evaluated, not normalised: of other corruptions it is
 * another number, and it is not mCE.
 */
export const meanError: ImageMetric = {
  about: 'top-1 error over all corruptions and severities evaluated, not normalised',
  value: 'count(*) FILTER (wrong = 1) / count(*)::DOUBLE',
  range: { of: 'share', most: 1 },
  needs: [],
};
