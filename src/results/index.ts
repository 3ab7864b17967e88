export * from './accuracy.ts';
export { CALIBRATION_SCHEMA, Calibration } from './calibration.ts';
export { captureEnvironment, Environment } from './environment.ts';
export { Estimate } from './estimate.ts';
export * from './findings.ts';
export { machineKey, recordMachine, splitByMachine } from './machine.ts';
export { type RunData, readRecords, readRun, readRunFile } from './read.ts';
export { ModelFacts, RunFile } from './run.ts';
export * from './schema.ts';
export { createRun, findUnfinished, type RunStore, resumeRun } from './store.ts';
export {
  readUnits,
  UNITS_SCHEMA,
  type UnitLine,
  type UnitModel,
  type UnitsFile,
  writeUnits,
} from './units.ts';
export { checkSchemaVersion } from './version.ts';
