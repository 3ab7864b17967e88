export { CHANGE_DEFAULTS, type Change, type ChangeOptions } from './changes.ts';
export { readHistory } from './file.ts';
export { type Recorded, recordRun } from './record.ts';
export type { Series } from './schema.ts';
export { historyRecord, newRegressions, type SeriesState, stateOf } from './state.ts';
