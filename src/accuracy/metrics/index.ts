export { ALEXNET_CLEAN_ERROR, ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from './alexnet.ts';
export { binOf, CONFIDENCE_BINS, type ConfidenceBin, expectedCalibrationError } from './calibration.ts';
export {
  corruptionError,
  type ErrorsBySeverity,
  meanCorruptionError,
  meanError,
  relativeCorruptionError,
  relativeMeanCorruptionError,
} from './corruption-error.ts';
export {
  type Baseline,
  effectiveRobustness,
  expectedAccuracy,
  fitBaseline,
  publishedBaseline,
} from './effective-robustness.ts';
export { accuracySet, comparePublished } from './published.ts';
export { comparisonRecords, robustnessRecords } from './robustness.ts';
export { accuracyRecords, type SummarisedModel, type SummaryContext } from './summary.ts';
