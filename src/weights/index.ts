export { openCheckpoint } from './checkpoint.ts';
export { openWeights, type Weights } from './open.ts';
export { openSafetensors, type SafetensorsSource } from './safetensors.ts';
export { writeSafetensors } from './safetensors-write.ts';
export type { Dtype, NamedTensor, TensorInfo, TensorSource } from './types.ts';
export { DTYPE_BYTES, DTYPES } from './types.ts';
