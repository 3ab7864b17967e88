export { type LoweredModel, type LowerRequest, lowerModel, seeded } from './model.ts';
export { type OnnxOptions, toOnnx } from './onnx/index.ts';
