export { ANCHOR_ID, anchorCell } from './anchor.ts';
export { type CalibrateOptions, type CalibrationResult, calibrate } from './calibrate.ts';
export {
  calibrationRecord,
  prepareCalibrations,
  readCalibration,
  storeCalibration,
  thisMachine,
} from './calibration-store.ts';
export { measureGroup } from './measure.ts';
export { SamplingOptions } from './options.ts';
export { layerStack } from './stack.ts';
export type { MeasuredCell, MeasureEvent, MeasureGroup, MeasureOptions } from './types.ts';
