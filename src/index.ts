/**
 * What a program imports from `fastvit-bench`. The graph, the statistics, the corruptions and the report
 * have doors of their own: `fastvit-bench/graph`, `/stats`, `/corruptions`, `/report`.
 *
 * ```ts
 * import { lowerModel, openWeights } from 'fastvit-bench';
 *
 * const weights = await openWeights('seed:0', 'fastvit_t8');
 * const { onnx, cost } = lowerModel({ model: 'fastvit_t8', form: 'inference', weights });
 * ```
 */

export { type LoweredModel, type LowerRequest, lowerModel } from './backbones/lower/index.ts';
export {
  ablationIds,
  type BuildOptions,
  buildModel,
  type ModelEntry,
  type ModelSpec,
  type ModelVariant,
  modelEntry,
  modelIds,
} from './backbones/models/index.ts';
export { type ModelWeights, openWeights } from './backbones/weights/index.ts';
export { UserError } from './files/index.ts';
export {
  type MeasuredCell,
  type MeasureEvent,
  type MeasureOptions,
  measureGroup,
  SamplingOptions,
} from './latency/index.ts';
export { type RecordLine, type RunData, readRun } from './results/index.ts';
export { checkedPlan, executeSuite, modelSource } from './runs/execute/index.ts';
export { openRuntime, type Runtime, type RuntimeModel, type SessionOptions } from './runtimes/index.ts';
export {
  type Golden,
  onnxruntimeInfer,
  readGolden,
  type Verdict,
  verifyModel,
} from './verdicts/verify/index.ts';
