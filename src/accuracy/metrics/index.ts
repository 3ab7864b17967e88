export { accuracyRecords } from './accuracy.ts';
export { comparisonRecords } from './comparison.ts';
export type { SummarisedModel } from './context.ts';
export { robustnessRecords } from './robustness.ts';
