export {
  type EvaluatedModel,
  type EvaluationHooks,
  type EvaluationOutcome,
  type EvaluationProgress,
  type EvaluationRequest,
  evaluate,
} from './evaluate.ts';
export { galleryOf } from './gallery.ts';
export type { EvaluationModel } from './job.ts';
export { type EvaluationPlan, type PlanOptions, planEvaluation, type Unit } from './plan.ts';
export type { Treatment } from './protocol.ts';
export { PROTOCOLS, type Protocol } from './protocols.ts';
export { scoreLogits } from './score.ts';
