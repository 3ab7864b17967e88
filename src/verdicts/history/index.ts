export { betweenNights, nightsNeeded } from './between.ts';
export type { Change } from './changes.ts';
export { readHistory } from './file.ts';
export { type LatestNight, latestNight } from './latest.ts';
export { recordRun } from './record.ts';
export type { Series } from './schema.ts';
export { seriesOf } from './series.ts';
export {
  historyRecord,
  type MachineDrift,
  machineDrifts,
  newRegressions,
  type SeriesState,
  stateOf,
} from './state.ts';
