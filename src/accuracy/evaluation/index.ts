export { checkModels } from './classes.ts';
export { type EvaluationProgress, evaluate, partPath, unfinished } from './evaluate.ts';
export { type Evaluator, openEvaluator } from './evaluator.ts';
export { galleryOf } from './gallery.ts';
export type { UnitJob, WorkerSetup } from './job.ts';
export type { PlanOptions } from './plan.ts';
export {
  type EvaluatedModel,
  type PreparedEvaluation,
  type PreparedUnit,
  prepareEvaluation,
} from './prepare.ts';
export { PROTOCOLS } from './protocol.ts';
export { treatmentsOf } from './treatments.ts';
