export { type ImageSet, textureSet } from './data.ts';
export { accuracy, predictions } from './evaluate.ts';
export { Comparison, Recipe, TrainingData } from './recipe.ts';
export { accuracies, type Compared, compared, type ModelAccuracy, type RunResult } from './result.ts';
export { type RunHooks, runId, type Sets, setsOf, type TrainingRun, trainOne } from './run.ts';
export { type EpochLog, type Snapshot, train } from './trainer.ts';
