import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../files/index.ts';
import { openDatabase, verifyPart } from '../predictions/index.ts';
import { evaluateUnits } from './evaluator.ts';
import type { PreparedEvaluation, PreparedUnit } from './prepare.ts';

interface EvaluateOptions {
  /** Folder of the parts; created if it is missing. */
  readonly folder: string;
  readonly workers: number;
  /** The units of this machine, if several share the work; all of them if absent. */
  readonly units?: readonly PreparedUnit[];
}

interface EvaluationHooks {
  readonly signal: AbortSignal;
  /** Called every few images. */
  progress(state: EvaluationProgress): void;
}

export interface EvaluationProgress {
  /** Images over all units, including those of earlier sessions. */
  readonly done: number;
  readonly total: number;
  /** Images that this session has evaluated. */
  readonly images: number;
  /** How many of them each model got right. */
  readonly correct: readonly number[];
  readonly unreadable: number;
}

interface EvaluationOutcome {
  readonly images: number;
  readonly units: number;
  /** Units whose parts existed already. */
  readonly resumed: number;
}

/**
 * Evaluates models on a dataset, clean or corrupted, and writes a Parquet part per unit. Parts that exist and are
 * undamaged are kept. The parts depend neither on interruptions nor on the number of workers.
 * @throws UserError if a worker refuses the models; Error if one dies or fails; the reason of the signal
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
      onProgress(progress) {
        images += progress.images;
        unreadable += progress.unreadable.length;
        for (const [model, right] of progress.correct.entries()) correct[model]! += right;
        report();
      },
    });
  }
  return { images: prepared.images, units: own.length, resumed: own.length - missing.length };
}

/** Removes what killed writers left. Files of a live process can be among them only if two runs share a folder. */
function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
  }
}

/** Finds the units without an undamaged part, and removes damaged parts. */
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

/** Returns the path of the part of a unit in a folder of parts. */
export function partPath(folder: string, unit: string): string {
  return join(folder, `${unit}.parquet`);
}

function* jobs(units: readonly PreparedUnit[], prepared: PreparedEvaluation, folder: string) {
  for (const unit of units) yield prepared.job(unit, partPath(folder, unit.id));
}
