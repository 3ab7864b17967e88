import type { ImageMetric } from './metric.ts';

/**
 * Share of corrupted predictions that differ from the prediction of the same model for the clean image, whether either
 * is right. It is not the flip probability of ImageNet-P, which compares consecutive frames, nor the flips between a
 * model and a compressed version of it.
 */
export const flipRate: ImageMetric = {
  about:
    'corrupted predictions that differ from the clean one, over all corruptions and severities evaluated',
  value: 'count(*) FILTER (flipped) / count(*)::DOUBLE',
  range: { of: 'share', most: 1 },
  needs: ['clean'],
};
