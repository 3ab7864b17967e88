export { type AdaptedModel, adaptOnnx } from './adapt.ts';
export { type OnnxCost, onnxCost } from './cost.ts';
export { type FoundRecipe, foreignRecipe, type WantedInput } from './preprocessing.ts';
export { readOnnx } from './read.ts';
export { inputShape, type Signature, signatureOf } from './signature.ts';
export type { ElementType, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './types.ts';
