export {
  AccuracyCell,
  AccuracyComparison,
  AccuracyRecord,
  accuracyCellId,
  PublishedComparison,
  RobustnessRecord,
} from './accuracy.ts';
export { type BlockJournal, CellBlock, type GroupBlock, type KeptBlocks, openJournal } from './blocks.ts';
export {
  CALIBRATION,
  CALIBRATION_SCHEMA,
  Calibration,
  type Estimator,
  type NoiseFloors,
  noiseFloors,
} from './calibration.ts';
export {
  type CpuTime,
  cpuTimeOf,
  noisyBy,
  RatioTime,
  ratioTime,
  roundsBy,
  type TimedRounds,
  timedRounds,
} from './cpu-time.ts';
export { timesDisagree } from './disagreement.ts';
export { captureEnvironment, Environment } from './environment.ts';
export { Estimate } from './estimate.ts';
export { CalibrationRecord, ClaimRecord, GalleryRecord, HistoryRecord, VerdictRecord } from './findings.ts';
export { intervalMethod, lookAt, lookOf } from './look.ts';
export { machineKey, recordMachine, splitByMachine } from './machine.ts';
export { type RunData, readRun, readRunFile, upgradedLines } from './read.ts';
export { factsOf, ModelFacts, RUN_SCHEMA, RunFile } from './run.ts';
export { GraphOptimization, RuntimeOptions } from './runtime-options.ts';
export {
  Exact,
  FailedAccuracyCell,
  FailedRecord,
  Form,
  LatencyCell,
  LatencyRecord,
  latencyCellId,
  ModelCost,
  type PairedEstimate,
  Profile,
  RECORDS_SCHEMA,
  RecordLine,
  recordId,
  Sampling,
} from './schema.ts';
export { createRun, findUnfinished, type RunStore, resumeRun } from './store.ts';
export { readUnits, UnitModel, type UnitsFile, writeUnits } from './units.ts';
export { currentSchema, type FileKind, type JsonObject, readVersion, upgrade } from './version.ts';
