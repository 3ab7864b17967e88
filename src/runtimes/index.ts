export type { ProcessLimits } from '../processes/index.ts';
export { onnxruntime } from './onnxruntime.ts';
export { probeRuntime } from './probe.ts';
export { openAlone } from './process.ts';
export {
  modelFormat,
  openRuntime,
  RUNTIMES,
  type RuntimeChoice,
  runtimeChoices,
  runtimeNamed,
  runtimePackages,
} from './registry.ts';
export type {
  ModelFormat,
  Requirement,
  Runtime,
  RuntimeModel,
  RuntimeProcess,
  RuntimeSession,
  RuntimeSettings,
  SessionOptions,
  Turn,
  Usage,
} from './types.ts';
