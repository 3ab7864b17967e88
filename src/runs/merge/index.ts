export { type Merged, mergeRuns } from './merge.ts';
