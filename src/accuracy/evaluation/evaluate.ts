import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../files/index.ts';
import { openDatabase, verifyPart } from '../predictions/index.ts';
import { evaluateUnits } from './evaluator.ts';
import type { Tally } from './job.ts';
import type { PreparedEvaluation, PreparedUnit } from './prepare.ts';

export interface EvaluateOptions {
  /** Folder of the parts, made if it is missing. */
  readonly folder: string;
  readonly workers: number;
  /** The units that are ours, where several machines share the work; all of them if absent. */
  readonly units?: readonly PreparedUnit[];
}

export interface EvaluationHooks {
  readonly signal: AbortSignal;
  /** After each few images. `done` counts images over all units, those of an earlier start included. */
  progress(state: EvaluationProgress): void;
}

export interface EvaluationProgress {
  readonly done: number;
  readonly total: number;
  /** Images that this start has evaluated, and right ones among them by model. */
  readonly images: number;
  readonly correct: readonly number[];
  readonly unreadable: number;
}

export interface EvaluationOutcome {
  readonly images: number;
  readonly units: number;
  /** Units whose parts were there already. */
  readonly resumed: number;
}

/**
 * Evaluates models on a data set, clean or corrupted: one Parquet part a unit. Parts that are there and sound
 * are kept; what the parts hold depends neither on interruptions nor on the number of workers.
 * @throws UserError for something to mend; Error when a worker dies; the signal's reason when aborted.
 */
export async function evaluate(
  prepared: PreparedEvaluation,
  options: EvaluateOptions,
  hooks: EvaluationHooks,
): Promise<EvaluationOutcome> {
  const { folder, workers, units: own = prepared.units } = options;
  makeFolder(folder);
  removeTemporaries(folder);
  const missing = await unfinished(own, folder);

  const total = own.reduce((sum, unit) => sum + unit.to - unit.from, 0);
  const start = total - missing.reduce((sum, unit) => sum + unit.to - unit.from, 0);
  let images = 0;
  let unreadable = 0;
  const correct = prepared.setup.models.map(() => 0);
  const report = () =>
    hooks.progress({ done: start + images, total, images, correct: [...correct], unreadable });
  report();
  if (missing.length > 0) {
    await evaluateUnits(jobs(missing, prepared, folder), prepared.setup, {
      workers: Math.min(workers, missing.length),
      signal: hooks.signal,
      onDone: () => {},
      onProgress(tally: Tally) {
        images += tally.images;
        unreadable += tally.unreadable.length;
        for (const [model, right] of tally.correct.entries()) correct[model]! += right;
        report();
      },
    });
  }
  return { images: prepared.images, units: own.length, resumed: own.length - missing.length };
}

/** What a killed writer left. Another process's file may be among them only if two runs share a folder. */
function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
  }
}

/** The units without a sound part; a damaged one is removed. */
export async function unfinished(units: readonly PreparedUnit[], folder: string): Promise<PreparedUnit[]> {
  const database = await openDatabase({ threads: 1 });
  try {
    const missing: PreparedUnit[] = [];
    for (const unit of units) {
      const path = partPath(folder, unit.id);
      if (existsSync(path) && (await verifyPart(database.connection, path, unit.identity))) continue;
      rmSync(path, { force: true });
      missing.push(unit);
    }
    return missing;
  } finally {
    database.close();
  }
}

/** Where the part of a unit lies in a folder of parts. */
export function partPath(folder: string, unit: string): string {
  return join(folder, `${unit}.parquet`);
}

function* jobs(units: readonly PreparedUnit[], prepared: PreparedEvaluation, folder: string) {
  for (const unit of units) yield prepared.job(unit, partPath(folder, unit.id));
}
