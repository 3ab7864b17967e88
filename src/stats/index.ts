export { binomialCdf, exactInterval } from './binomial.ts';
export {
  blockInterval,
  blockPValue,
  blockStandardError,
  confidenceSequence,
  endInterval,
  type Look,
} from './block-interval.ts';
export { type BootstrapOptions, bootstrap } from './bootstrap.ts';
export { boundedDifference, boundedMean } from './bounded-mean.ts';
export { type ChangeEvidence, changeEvidence, type Whitening, whitening } from './e-detector.ts';
export { holm } from './holm.ts';
export { independentDifference } from './independent-difference.ts';
export { halfWidth, type Interval } from './interval.ts';
export { type MannWhitney, mannWhitney } from './mann-whitney.ts';
export { mcnemarExact } from './mcnemar.ts';
export { mean, variance } from './mean.ts';
export { normalCdf, normalQuantile } from './normal.ts';
export { pairedProportions } from './paired-proportions.ts';
export { median, quantile, quantileOfSorted, sorted } from './quantile.ts';
export { normalDraw, seededRandom, shuffled, type Uniform } from './random.ts';
export { type BlockEstimate, type Blocks, blockLogRatios, blockMedian, pairedRatio } from './ratio.ts';
export { medianAbsoluteDeviation, relativeSpread } from './spread.ts';
export { studentCdf, studentInterval, studentQuantile } from './student.ts';
export { covarianceOf, fitWander, halfDifference, onlyNoise, type Wander } from './wander.ts';
export { wilson } from './wilson.ts';
