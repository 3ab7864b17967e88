export { checkedPlan } from './checked-plan.ts';
export { type ExecuteDeps, type Executed, type ExecuteOptions, executeSuite } from './execute.ts';
export { checkWeights, fetchHubModel, fetchHubModels } from './fetch.ts';
export type { RunHooks } from './hooks.ts';
export type { ModelSource } from './model-source.ts';
export { assertDatasets, assertOutside, openDataset } from './open-dataset.ts';
export { openStore } from './open-run.ts';
export { loadPhotos } from './photos.ts';
export { evaluationVersions, type PreparedAccuracy, prepareAccuracy, unitsOf } from './prepare-accuracy.ts';
export { modelSource } from './registry-models.ts';
export { isMeasured } from './run-latency.ts';
export {
  type AccuracyOutcome,
  appendAccuracy,
  appendGallery,
  unreadableImages,
} from './summarise.ts';
