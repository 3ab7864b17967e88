export { AccuracySection, accuracySections, TEXTURES } from './accuracy.ts';
export { claimsOf } from './claims.ts';
export {
  checkedPlan,
  type ExecuteDeps,
  type Executed,
  type ExecuteOptions,
  executeSuite,
} from './execute.ts';
export { checkWeights, fetchHubModel, fetchHubModels } from './fetch.ts';
export { appendGallery } from './gallery.ts';
export type { RunHooks } from './hooks.ts';
export type { ModelKit, WriteOptions, WrittenModel } from './kit.ts';
export type { LatencySection } from './latency.ts';
export { type LoadedSuite, loadSuite, parseSuite, resolvePath, resolveWeights } from './load.ts';
export { ModelRef, modelRefId, OnnxModelRef, parseModelRef, VariantModelRef } from './models.ts';
export { assertOutside, openDataset } from './open-dataset.ts';
export { type OpenRunOptions, openStore } from './open-run.ts';
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
export {
  evaluationVersions,
  type PreparedAccuracy,
  type PreparedSection,
  prepareAccuracy,
  unitsOf,
} from './prepare-accuracy.ts';
export { registryKit } from './registry-kit.ts';
export { isMeasured } from './run-latency.ts';
export { Suite } from './schema.ts';
export { parseShard, Shard, shareOf } from './shard.ts';
export { type AccuracyOutcome, appendAccuracy, type UnreadableImage, unreadableImages } from './summarise.ts';
export { type TrainingChoice, type TrainSection, trainingRuns } from './train.ts';
