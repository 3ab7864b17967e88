import type { Command } from 'commander';
import { calibrateCommand } from './calibrate.ts';
import { compareCommand } from './compare.ts';
import { corruptCommand } from './corrupt.ts';
import { datasetsCommand } from './datasets.ts';
import { doctorCommand } from './doctor.ts';
import { enqueueCommand } from './enqueue.ts';
import { evalCommand } from './eval.ts';
import { exportCommand } from './export.ts';
import { filterCommand } from './filter.ts';
import { historyCommand } from './history.ts';
import type { Io } from './io.ts';
import { mergeCommand } from './merge.ts';
import { modelsCommand } from './models.ts';
import { preprocessCommand } from './preprocess.ts';
import { queryCommand } from './query.ts';
import { renderCommand } from './render.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { statusCommand } from './status.ts';
import { trainCommand } from './train.ts';
import { workerCommand } from './worker.ts';

/**
 * The commands in the order of the help, one file each.
 *
 * A file exports `xCommand(program, io)`, which declares the options and examples and calls one function of another
 * room. The action imports that function dynamically (`await import(...)`), so that `--help` and the light commands
 * do not load onnxruntime, sharp or DuckDB.
 */
export const commands: readonly ((program: Command, io: Io) => void)[] = [
  runCommand,
  modelsCommand,
  exportCommand,
  evalCommand,
  preprocessCommand,
  datasetsCommand,
  filterCommand,
  queryCommand,
  compareCommand,
  historyCommand,
  reportCommand,
  mergeCommand,
  enqueueCommand,
  workerCommand,
  statusCommand,
  corruptCommand,
  renderCommand,
  calibrateCommand,
  trainCommand,
  doctorCommand,
];
