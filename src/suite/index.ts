export type { LatencySection } from './latency.ts';
export { type LoadedSuite, loadSuite, parseSuite, resolvePath, resolveWeights } from './load.ts';
export { ModelRef, modelRefId, OnnxModelRef, VariantModelRef } from './models.ts';
export {
  canonicalJson,
  type ModelFacts,
  type Plan,
  type PlannedCell,
  type PlannedGroup,
  plannedCells,
  planSuite,
} from './plan.ts';
export { Suite } from './schema.ts';
