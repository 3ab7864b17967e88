export { openCheckpoint } from './checkpoint.ts';
export { fitWeights, type ModelWeights } from './fit-model.ts';
export { type HubOptions, type HubRepository, hubRepository } from './hub/index.ts';
export { type OpenedSource, openSource } from './locate.ts';
export { type OpenOptions, openWeights, seedWeights } from './open.ts';
export { openSafetensors, type SafetensorsSource } from './safetensors.ts';
export { writeSafetensors } from './safetensors-write.ts';
export { seededInput, seededWeights } from './seeded.ts';
export {
  type HubLocation,
  isSafePath,
  parseHubLocation,
  parseWeightsSource,
  type WeightsSource,
} from './source.ts';
export type { Dtype, NamedTensor, TensorInfo, TensorSource } from './types.ts';
export { DTYPE_BYTES, DTYPES } from './types.ts';
