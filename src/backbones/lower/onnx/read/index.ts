export { adaptOnnx } from './adapt.ts';
export { onnxCost } from './cost.ts';
export { externalPaths } from './external.ts';
export { foreignRecipe } from './preprocessing.ts';
export { readOnnx } from './read.ts';
export { inputShape, signatureOf } from './signature.ts';
