export { type Golden, goldenModels, readGolden } from './golden.ts';
export { onnxruntimeInfer } from './infer.ts';
export { verifyRuntime } from './runtime.ts';
export { type Infer, type Verdict, type VerifyOptions, verifyModel } from './verify.ts';
