export { Comparison, Recipe, TrainingData } from './recipe.ts';
export { accuracies, compared, type RunResult } from './result.ts';
export { runId, setsOf, trainOne } from './run.ts';
