export { openAlone } from './alone.ts';
export { findChromium } from './browser/chromium.ts';
export { browserRuntime } from './browser.ts';
export { modelFormat, providerNames, type RuntimeChoice, runtimeChoices, runtimeNames } from './names.ts';
export { onnxruntime } from './onnxruntime.ts';
export { openRuntime, type RuntimeSettings } from './open.ts';
export { probeRuntime } from './probe.ts';
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
