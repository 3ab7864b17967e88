import type { AccuracyRecord } from '../../results/index.ts';
import { byCell, CELL, exactSum } from './cells.ts';
import type { CellMetric } from './metric.ts';

/**
 * Calibration: the expected calibration error, and the means of the Brier score and the negative log-likelihood over
 * images.
 */
export const calibration: CellMetric<AccuracyRecord['calibration']> = async (database) => {
  const means = byCell(
    await database.all(
      `SELECT ${CELL}, ${exactSum('brier')} / count(*) AS brier, ${exactSum('nll')} / count(*) AS nll FROM predictions GROUP BY ALL`,
    ),
  );
  const bins = byCell(
    await database.all(`
      SELECT ${CELL}, ${confidenceBin('confidence')} AS bin, count(*)::INTEGER AS count,
        count(*) FILTER (correct)::INTEGER AS correct, ${exactSum('confidence')} AS confidence
      FROM predictions GROUP BY ALL ORDER BY ALL`),
  );
  return (cell) => {
    const [row] = means(cell);
    const ece = expectedCalibrationError(
      bins(cell).map(({ count, correct, confidence }) => ({
        count: Number(count),
        correct: Number(correct),
        confidence: Number(confidence),
      })),
    );
    return { ece, brier: Number(row?.brier), nll: Number(row?.nll) };
  };
};

/** Bins of equal width over 0 to 1, as many as Guo et al. 2017 use. */
const BINS = 15;

/** SQL for the bin of a confidence: bin i is (i/15, (i+1)/15], and bin 0 includes 0. */
export function confidenceBin(confidence: string): string {
  return `greatest(0, least(${BINS - 1}, ceil(${confidence} * ${BINS})::INTEGER - 1))`;
}

/** Counts and sums over the predictions whose confidence is in one bin. */
interface ConfidenceBin {
  readonly count: number;
  readonly correct: number;
  /** Sum of confidences. */
  readonly confidence: number;
}

/**
 * Computes the expected calibration error (Guo et al. 2017): the mean over predictions of the difference between the
 * confidence and the accuracy of their bin. It is 0 for a calibrated model, and biased upwards for few images.
 */
export function expectedCalibrationError(bins: readonly ConfidenceBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  return bins.reduce((sum, { correct, confidence }) => sum + Math.abs(correct - confidence), 0) / total;
}
