export { AccuracySection } from './accuracy.ts';
export {
  checkedPlan,
  type ExecuteDeps,
  type Executed,
  type ExecuteOptions,
  executeSuite,
} from './execute.ts';
export { checkWeights, fetchHubModels } from './fetch.ts';
export type { RunHooks } from './hooks.ts';
export type { ModelKit, WriteOptions, WrittenModel } from './kit.ts';
export type { LatencySection } from './latency.ts';
export { type LoadedSuite, loadSuite, parseSuite, resolvePath, resolveWeights } from './load.ts';
export { ModelRef, modelRefId, OnnxModelRef, VariantModelRef } from './models.ts';
export { loadPhotos, type PhotoInput } from './photos.ts';
export {
  canonicalJson,
  type ModelFacts,
  type Plan,
  type PlannedAccuracy,
  type PlannedCell,
  type PlannedGroup,
  plannedCells,
  planSuite,
} from './plan.ts';
export { registryKit } from './registry-kit.ts';
export type { AccuracyOutcome, UnreadableImage } from './run-accuracy.ts';
export { Suite } from './schema.ts';
export { type TrainingChoice, type TrainSection, trainingRuns } from './train.ts';
