export { type CalibrateOptions, calibrate } from './calibrate.ts';
export {
  calibrationRecord,
  prepareCalibrations,
  readCalibration,
  storeCalibration,
  thisMachine,
} from './calibration-store.ts';
export { layerStack } from './kernel-cells.ts';
export { measureGroup } from './measure.ts';
export { NEIGHBOURS, type Neighbour, startNeighbour } from './neighbour.ts';
export { SamplingOptions } from './options.ts';
export type { GroupEstimate } from './settled.ts';
export type { MeasuredCell, MeasureEvent, MeasureGroup, MeasureOptions } from './types.ts';
