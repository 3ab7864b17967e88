export { openAlone } from './alone.ts';
export { onnxruntime } from './onnxruntime.ts';
export { checkRuntime, openRuntime } from './open.ts';
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
