export { checkModels } from './classes.ts';
export {
  type EvaluateOptions,
  type EvaluationHooks,
  type EvaluationOutcome,
  type EvaluationProgress,
  evaluate,
  partPath,
  unfinished,
} from './evaluate.ts';
export { type Evaluator, openEvaluator } from './evaluator.ts';
export { galleryOf } from './gallery.ts';
export type { EvaluationModel, UnitJob, WorkerSetup } from './job.ts';
export { type EvaluationPlan, type PlanOptions, planEvaluation, type Unit } from './plan.ts';
export {
  type EvaluatedModel,
  type EvaluationContent,
  type PreparedEvaluation,
  type PreparedUnit,
  prepareEvaluation,
} from './prepare.ts';
export type { Treatment } from './protocol.ts';
export { PROTOCOLS, type Protocol } from './protocols.ts';
export { scoreLogits } from './score.ts';
export { treatmentsOf } from './treatments.ts';
