/**
 * What blocks say about their mean if the correlation between neighbours is `correlation`: generalised least
 * squares under a stationary first-order autoregression with unit variance, R_ij = correlation^|i − j|.
 */
export interface BlockFit {
  /** 1ᵀR⁻¹1: as many independent blocks would say as much about the mean. */
  readonly weight: number;
  /** Generalised least-squares estimate of the mean. */
  readonly mean: number;
  /** (y − mean)ᵀR⁻¹(y − mean). */
  readonly residual: number;
  /** ln det R. */
  readonly logDeterminant: number;
}

/**
 * The correlations between neighbouring blocks that are thought possible, each as likely as the others.
 *
 * Few blocks cannot tell their own correlation: an estimate from six has a standard error of .4. So the intervals
 * average over this grid, weighted by how well each value explains the blocks. Up to .7, because intervals then hold
 * their level for every correlation up to .5 (`npm run verify -- coverage`).
 */
export const BLOCK_CORRELATIONS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7] as const;

/** Fits the mean of blocks, in the order in which they were measured. @param correlation in [0, 1) */
export function fitBlocks(values: readonly number[], correlation: number): BlockFit {
  const [first = 0] = values;
  const innovation = 1 - correlation ** 2;
  const weight = 1 + ((values.length - 1) * (1 - correlation)) / (1 + correlation);
  let sum = first;
  for (let at = 1; at < values.length; at++) {
    const step = values[at]! - correlation * values[at - 1]!;
    sum += ((1 - correlation) * step) / innovation;
  }
  const mean = sum / weight;
  // Of deviations from the mean: a difference of sums of squares would cancel.
  let residual = (first - mean) ** 2;
  for (let at = 1; at < values.length; at++) {
    const step = values[at]! - mean - correlation * (values[at - 1]! - mean);
    residual += step ** 2 / innovation;
  }
  return { weight, mean, residual, logDeterminant: (values.length - 1) * Math.log(innovation) };
}
