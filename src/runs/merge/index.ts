export { type Merged, type MergeOptions, mergeRuns } from './merge.ts';
