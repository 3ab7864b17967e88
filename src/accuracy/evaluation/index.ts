export { type EvaluationProgress, evaluate } from './evaluate.ts';
export { type Evaluator, openEvaluator } from './evaluator.ts';
export { galleryOf } from './gallery.ts';
export type { ModelFailure, UnitJob, WorkerSetup } from './job.ts';
export type { PlanOptions } from './plan.ts';
export {
  type EvaluatedModel,
  type PreparedEvaluation,
  type PreparedUnit,
  prepareEvaluation,
} from './prepare.ts';
export { PROTOCOLS } from './protocol.ts';
export { partPath, unfinished } from './remaining.ts';
export { treatmentsOf } from './treatments.ts';
export { WorkerLost } from './worker-process.ts';
