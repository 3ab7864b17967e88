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
export { assertOutside, openDataset } from './open-dataset.ts';
export { type OpenRunOptions, openStore } from './open-run.ts';
export { loadPhotos, type PhotoInput } from './photos.ts';
export {
  evaluationVersions,
  type PreparedAccuracy,
  type PreparedSection,
  prepareAccuracy,
  unitsOf,
} from './prepare-accuracy.ts';
export { registryKit } from './registry-kit.ts';
export { isMeasured } from './run-latency.ts';
export { type AccuracyOutcome, appendAccuracy, type UnreadableImage, unreadableImages } from './summarise.ts';
