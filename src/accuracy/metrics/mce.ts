import { sqlLiteral } from '../predictions/index.ts';
import { ALEXNET_CLEAN_ERROR, ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from './alexnet.ts';
import type { ImageMetric } from './metric.ts';

/**
 * Mean corruption error (Hendrycks and Dietterich 2019): the mean, over the fifteen corruptions, of the error over the
 * severities divided by AlexNet's. It is a mean over images of weighted
 * mistakes, so its interval can be one over images.
 */
export const mce: ImageMetric = {
  about: "error relative to AlexNet's, over the fifteen corruptions of ImageNet-C at five severities",
  value: `sum(wrong * ${weightSql(mceWeight)})::DOUBLE / 1e15`,
  range: { of: 'share', most: largest(mceWeight) },
  needs: ['fifteen'],
};

/** Relative mCE: how much corruptions raise the error above the clean error, divided by how much they raise AlexNet's. */
export const relativeMce: ImageMetric = {
  about:
    "rise of the error above the clean one relative to AlexNet's, over the fifteen corruptions of ImageNet-C",
  value: `sum((wrong - clean_wrong) * ${weightSql(relativeMceWeight)})::DOUBLE / 1e15`,
  range: { of: 'difference', most: largest(relativeMceWeight) },
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

/** The value of an image that is wrong under all corruptions at all severities. */
function largest(weight: (corruption: string) => number): number {
  return SEVERITIES.length * MEAN_CORRUPTIONS.reduce((sum, name) => sum + weight(name), 0);
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
