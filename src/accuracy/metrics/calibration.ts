import type { AccuracyRecord } from '../../results/index.ts';
import { type Interval, normalCdf, normalQuantile } from '../../stats/index.ts';
import { byCell, CELL, exactSum } from './cells.ts';
import type { CellMetric } from './metric.ts';

/**
 * Calibration: the expected calibration error with its interval, and the means of the Brier score and the negative
 * log-likelihood over images. For an image with several accepted classes (ImageNet-ReaL), both are those of the most
 * likely accepted class.
 */
export const calibration: CellMetric<AccuracyRecord['calibration']> = async (database, { level }) => {
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
    const own = bins(cell).map(({ count, correct, confidence }) => ({
      count: Number(count),
      correct: Number(correct),
      confidence: Number(confidence),
    }));
    const { value, ...interval } = expectedCalibrationError(own, level);
    return {
      ece: value,
      eceInterval: { ...interval, method: 'normal, less the largest bias at the lower end' },
      brier: Number(row?.brier),
      nll: Number(row?.nll),
    };
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
 * Estimates the expected calibration error (Guo et al. 2017): the mean over predictions of the difference between the
 * confidence and the accuracy of their bin.
 *
 * Noise makes it larger, never smaller, on average: a calibrated model has an error of about 0.02 on 2,000 images. The
 * value is the published definition, without a correction. The interval is normal, and its lower end allows for the
 * bias: for what noise adds in each bin if the true gap is one standard error smaller than the measured one, since a
 * bin of pure noise shows a gap as well.
 *
 * @param bins with at least one prediction
 */
export function expectedCalibrationError(bins: readonly ConfidenceBin[], level = 0.95): Interval {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  let [value, variance, bias] = [0, 0, 0];
  for (const { count, correct, confidence } of bins) {
    if (count === 0) continue;
    const gap = Math.abs(correct - confidence);
    // The share of correct ones is smoothed, as a bin of few predictions that are all correct is not free of noise.
    const share = (correct + 1) / (count + 2);
    const error = Math.sqrt(count * share * (1 - share) + gap ** 2 / count);
    value += gap / total;
    variance += (error / total) ** 2;
    bias += (error / total) * noiseBias(Math.max(0, gap / error - 1));
  }
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  return { value, low: Math.max(0, value - bias - half), high: Math.min(1, value + half), level };
}

/** How much larger the mean of |gap + noise| is than the gap, in standard deviations of the normal noise. */
function noiseBias(gap: number): number {
  return Math.sqrt(2 / Math.PI) * Math.exp(-(gap ** 2) / 2) - 2 * gap * normalCdf(-gap);
}
