import type { ImageMetric } from './metric.ts';

/** Share of corrupted predictions that differ from the prediction for the clean image. */
export const flipRate: ImageMetric = {
  purpose: 'flips',
  value: 'count(*) FILTER (flipped) / count(*)::DOUBLE',
  needs: ['clean'],
};
