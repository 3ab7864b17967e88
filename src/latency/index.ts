export { SamplingOptions } from './options.ts';
export type { MeasuredCell, MeasureEvent, MeasureGroup, MeasureOptions } from './types.ts';
