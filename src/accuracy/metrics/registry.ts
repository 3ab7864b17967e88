import type { AccuracyRecord } from '../../results/index.ts';
import { calibration } from './calibration.ts';
import { confusions } from './confusions.ts';
import { effectiveRobustness } from './effective-robustness.ts';
import { flipRate } from './flip-rate.ts';
import { flips } from './flips.ts';
import { mce, relativeMce } from './mce.ts';
import { meanError } from './mean-error.ts';
import type { CellField, CellMetric, ImageMetric, RobustnessField } from './metric.ts';
import { published } from './published.ts';
import { top1, top5 } from './top-accuracy.ts';

/** Metrics of accuracy records, by field and in the order of the fields. */
export const CELL_METRICS: { readonly [Field in CellField]-?: CellMetric<AccuracyRecord[Field]> } = {
  top1,
  top5,
  calibration,
  flips,
  published,
  effectiveRobustness,
  confusions,
};

/** Metrics of robustness records, by field and in the order of the fields. */
export const ROBUSTNESS_METRICS: { readonly [Field in RobustnessField]-?: ImageMetric } = {
  meanError,
  mce,
  relativeMce,
  flipRate,
};
