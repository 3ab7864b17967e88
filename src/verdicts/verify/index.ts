export { type Golden, goldenModels, readGolden } from './golden.ts';
export { onnxruntimeInfer } from './infer.ts';
export { verifyRuntime } from './runtime.ts';
export { type Verdict, verifyModel } from './verify.ts';
