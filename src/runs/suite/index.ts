export { AccuracySection, accuracySections } from './accuracy.ts';
export { Claim, type ClaimSide, type JudgeClaims } from './claim.ts';
export type { LatencySection } from './latency.ts';
export { claimsOf, type LoadedSuite, loadSuite, mapWeights, parseSuite } from './load.ts';
export { ModelRef, modelRefId, OnnxModelRef, parseModelRef } from './models.ts';
export {
  canonicalJson,
  type FormFacts,
  type Plan,
  type PlannedCell,
  type PlannedGroup,
  plannedCells,
  plannedLatency,
  planSuite,
} from './plan.ts';
export { Suite } from './schema.ts';
export { parseShard, Shard, shareOf } from './shard.ts';
export { trainingRuns } from './train.ts';
