export { openAlone } from './alone.ts';
export { modelFormat, type RuntimeChoice, runtimeChoices, runtimeNames } from './names.ts';
export { onnxruntime } from './onnxruntime.ts';
export { openRuntime } from './open.ts';
export { GraphOptimization, RuntimeOptions } from './options.ts';
export { tfjs } from './tfjs.ts';
export type {
  ModelFormat,
  ProcessLimits,
  Runtime,
  RuntimeModel,
  RuntimeProcess,
  RuntimeSession,
  SessionOptions,
} from './types.ts';
