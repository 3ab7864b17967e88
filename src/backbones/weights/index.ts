export { openCheckpoint } from './checkpoint.ts';
export type { ModelWeights } from './fit-model.ts';
export { type HubOptions, type HubRepository, hubRepository } from './hub/index.ts';
export { openWeights, seedWeights } from './open.ts';
export { openSafetensors } from './safetensors.ts';
export { writeSafetensors } from './safetensors-write.ts';
export { seededInput, seededWeights } from './seeded.ts';
export {
  isSafePath,
  parseHubLocation,
  parseWeightsSource,
  type WeightsSource,
} from './source.ts';
export type { TensorInfo } from './types.ts';
