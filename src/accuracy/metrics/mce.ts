import { sqlLiteral } from '../predictions/index.ts';
import { ALEXNET_CLEAN_ERROR, ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from './alexnet.ts';
import type { ImageMetric } from './metric.ts';

/**
 * Mean corruption error (Hendrycks and Dietterich 2019): the mean, over the fifteen corruptions, of the error over the
 * severities divided by AlexNet's. As a mean over images of weighted mistakes, it can be resampled by image.
 */
export const mce: ImageMetric = {
  purpose: 'mce',
  value: `sum(wrong * ${weightSql(mceWeight)})::DOUBLE / 1e15`,
  needs: ['fifteen'],
};

/** Relative mCE: how much corruptions raise the error above the clean error, divided by how much they raise AlexNet's. */
export const relativeMce: ImageMetric = {
  purpose: 'relative',
  value: `sum((wrong - clean_wrong) * ${weightSql(relativeMceWeight)})::DOUBLE / 1e15`,
  needs: ['fifteen', 'clean'],
};

/** Returns the weight in mCE of one mistake under a corruption, at any severity. */
export function mceWeight(corruption: string): number {
  return 1 / (MEAN_CORRUPTIONS.length * alexNetSum(corruption));
}

/** Returns the weight in relative mCE of one mistake under a corruption, at any severity. */
export function relativeMceWeight(corruption: string): number {
  return 1 / (MEAN_CORRUPTIONS.length * (alexNetSum(corruption) - SEVERITIES.length * ALEXNET_CLEAN_ERROR));
}

function alexNetSum(corruption: string): number {
  return ALEXNET_ERRORS[corruption]!.bySeverity.reduce((sum, error) => sum + error, 0);
}

/** Weights as integers, so that sums do not depend on the order of the rows; NULL for other corruptions. */
function weightSql(weight: (corruption: string) => number): string {
  const cases = MEAN_CORRUPTIONS.map(
    (name) => `WHEN ${sqlLiteral(name)} THEN ${Math.round(weight(name) * 1e15)}::HUGEINT`,
  );
  return `(CASE corruption ${cases.join(' ')} END)`;
}
