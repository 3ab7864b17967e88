export type { Dtype, NamedTensor, TensorInfo, TensorSource } from './types.ts';
export { DTYPE_BYTES, DTYPES } from './types.ts';
