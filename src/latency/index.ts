export { ANCHOR_ID, anchorCell } from './anchor.ts';
export { measureGroup } from './measure.ts';
export { SamplingOptions } from './options.ts';
export type { MeasuredCell, MeasureEvent, MeasureGroup, MeasureOptions } from './types.ts';
