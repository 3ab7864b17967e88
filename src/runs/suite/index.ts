export { AccuracySection, accuracySections, TEXTURES } from './accuracy.ts';
export { Claim, type ClaimSide, type JudgeClaims } from './claim.ts';
export { claimsOf } from './claims.ts';
export type { LatencySection } from './latency.ts';
export { type LoadedSuite, loadSuite, parseSuite, resolvePath, resolveWeights } from './load.ts';
export { ModelRef, modelRefId, OnnxModelRef, parseModelRef, VariantModelRef } from './models.ts';
export {
  canonicalJson,
  type ModelFacts,
  type Plan,
  type PlannedAccuracy,
  type PlannedCell,
  type PlannedGroup,
  plannedCells,
  plannedLatency,
  planSuite,
} from './plan.ts';
export { Suite } from './schema.ts';
export { parseShard, Shard, shareOf } from './shard.ts';
export { type TrainingChoice, type TrainSection, trainingRuns } from './train.ts';
export { firstTwice } from './twice.ts';
