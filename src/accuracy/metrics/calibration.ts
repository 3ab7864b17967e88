/** Sums over the predictions whose confidence lies in one bin. */
export interface ConfidenceBin {
  readonly count: number;
  readonly correct: number;
  /** Sum of confidences. */
  readonly confidence: number;
}

/** Bins of equal width over 0..1; the number that Guo et al. 2017 use. */
export const CONFIDENCE_BINS = 15;

/**
 * Expected calibration error (Guo et al. 2017): the mean over predictions of the distance between
 * confidence and accuracy of their bin. 0 is calibrated; it is biased upwards for few images.
 */
export function expectedCalibrationError(bins: readonly ConfidenceBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  return bins.reduce((sum, { correct, confidence }) => sum + Math.abs(correct - confidence), 0) / total;
}

/** The bin of a confidence in 0..1: bin i is (i/15, (i+1)/15], and 0 falls into the first. */
export function binOf(confidence: number): number {
  return Math.max(0, Math.min(CONFIDENCE_BINS - 1, Math.ceil(confidence * CONFIDENCE_BINS) - 1));
}
