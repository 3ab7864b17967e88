import { accessSync, constants, existsSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import {
  INPUTS,
  makeFolder,
  messageOf,
  parseJson,
  readFile,
  UserError,
  writeFileAtomic,
} from '../files/index.ts';
import { CALIBRATION, Calibration, type CalibrationRecord, readVersion, upgrade } from '../results/index.ts';

export type Machine = Calibration['machine'];

/** The machine that a calibration is valid for. */
export function thisMachine(): Machine {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() || 'unknown',
    logicalCores: cpus.length,
    os: `${os.platform()} ${os.arch()}`,
  };
}

/**
 * Creates the folder of calibrations, because a calibration takes minutes and should not fail at its end.
 * @throws UserError if it cannot be written
 */
export function prepareCalibrations(root: string): void {
  const folder = join(root, 'calibration');
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `cannot write the results folder ${root} (${messageOf(error)}); choose another with --out`,
    );
  }
}

/** Stores a calibration under `<root>/calibration/`, one file per machine, and returns its path. */
export function storeCalibration(root: string, calibration: Calibration): string {
  const path = calibrationPath(root, calibration.machine);
  try {
    makeFolder(join(root, 'calibration'));
    writeFileAtomic(path, `${JSON.stringify(calibration, null, 2)}\n`);
  } catch (error) {
    throw new UserError(`cannot store the calibration: ${messageOf(error)}`);
  }
  return path;
}

/**
 * The calibration of a machine; undefined if there is none.
 * @throws UserError if the file is of a newer version or damaged
 */
export function readCalibration(root: string, machine: Machine = thisMachine()): Calibration | undefined {
  const path = calibrationPath(root, machine);
  if (!existsSync(path)) return undefined;
  const text = readFile(path, INPUTS.run).toString();
  try {
    const value = parseJson(text);
    return Calibration.parse(upgrade(value, CALIBRATION, readVersion(value, CALIBRATION, path)));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} is damaged; run fastvit-bench calibrate again`);
  }
}

/** The record of a calibration that every run on its machine gets. */
export function calibrationRecord(calibration: Calibration): CalibrationRecord {
  const { trials, falseAlarms, falseAlarmInterval, sequential, level, noiseFloor, time, wall } = calibration;
  return {
    type: 'calibration',
    trials,
    falseAlarms,
    falseAlarmsInterval: falseAlarmInterval,
    sequentialFalseAlarms: sequential.falseAlarms,
    level,
    noiseFloor,
    ...(time ? { time } : {}),
    ...(wall ? { wall: { falseAlarms: wall.falseAlarms, noiseFloor: wall.noiseFloor } } : {}),
    ...(calibration.detectableSlowdown === null
      ? {}
      : { detectableSlowdown: calibration.detectableSlowdown }),
    budgetSeconds: calibration.budgetSeconds,
    startedAt: calibration.startedAt,
  };
}

function calibrationPath(root: string, { cpu, logicalCores, os: system }: Machine): string {
  const name = `${cpu} ${logicalCores} ${system}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return join(root, 'calibration', `${name.replaceAll(/^-|-$/g, '')}.json`);
}
