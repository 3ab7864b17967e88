import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Dataset, ImageEntry } from '../datasets/index.ts';
import { openDatabase, verifyPart } from '../predictions/index.ts';
import type { EvaluationModel, Tally, UnitJob, WorkerSetup } from './job.ts';
import { type EvaluationPlan, type PlanOptions, planEvaluation, type Unit } from './plan.ts';
import { runUnits } from './pool.ts';

/** A model to evaluate, and what it is made of. */
export interface EvaluatedModel extends EvaluationModel {
  /** Weights source, e.g. `seed:0`. */
  readonly weights: string;
  /** sha256 of the ONNX file. */
  readonly digest: string;
}

export interface EvaluationRequest extends PlanOptions {
  readonly dataset: Dataset;
  readonly models: readonly EvaluatedModel[];
  /** Folder of the parts, made if it is missing. */
  readonly folder: string;
  readonly workers: number;
  /** Package versions that belong to every prediction. */
  readonly versions: Readonly<Record<string, string>>;
  /** Which units are ours when several machines share the work: `index` from 1 to `count`. */
  readonly shard?: { readonly index: number; readonly count: number };
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
  request: EvaluationRequest,
  hooks: EvaluationHooks,
): Promise<EvaluationOutcome> {
  const { dataset, models, folder, workers } = request;
  const plan = planEvaluation(dataset, request);
  if (plan.images.length === 0) throw new UserError(`${dataset.path} holds no images`);
  if (plan.units.length === 0) {
    throw new UserError(
      `${dataset.path} has none of the corruptions and severities asked for; it has ${describeStored(dataset)}`,
    );
  }
  mkdirSync(folder, { recursive: true });
  removeTemporaries(folder);
  const setup = setupOf(request);
  const identify = identifier(request, plan, setup);
  const own = plan.units.filter(
    (_, at) => !request.shard || at % request.shard.count === request.shard.index - 1,
  );
  const missing = await unfinished(own, folder, identify);

  const total = own.reduce((sum, unit) => sum + unit.to - unit.from, 0);
  const start = total - missing.reduce((sum, unit) => sum + unit.to - unit.from, 0);
  let images = 0;
  let unreadable = 0;
  const correct = models.map(() => 0);
  const report = () =>
    hooks.progress({ done: start + images, total, images, correct: [...correct], unreadable });
  report();
  if (missing.length > 0) {
    await runUnits(jobs(missing, plan, request, identify), setup, {
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
  return { images: plan.images.length, units: own.length, resumed: own.length - missing.length };
}

function describeStored(dataset: Dataset): string {
  const names = [...new Set(dataset.stored.map(({ corruption }) => corruption))];
  return names.length === 0 ? 'none' : names.join(', ');
}

/** What a killed writer left. Another process's file may be among them only if two runs share a folder. */
function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
  }
}

function setupOf({ dataset, models, versions }: EvaluationRequest): WorkerSetup {
  const { name, classes, openEnded = false, subset } = dataset;
  const made = Object.fromEntries(models.map(({ id, weights, digest }) => [id, { weights, digest }]));
  return {
    models: models.map(({ id, path, input, output, recipe }) => ({ id, path, input, output, recipe })),
    dataset: name,
    classes,
    openEnded,
    ...(subset ? { subset } : {}),
    versions: JSON.stringify({ ...versions, models: made }),
  };
}

/** A digest of everything that a unit's part depends on. */
function identifier(request: EvaluationRequest, plan: EvaluationPlan, setup: WorkerSetup) {
  const common = {
    dataset: setup.dataset,
    subset: setup.subset,
    versions: setup.versions,
    recipes: setup.models.map(({ id, recipe }) => [id, recipe]),
    seed: request.seed,
  };
  return (unit: Unit): string => {
    const images = plan.images.slice(unit.from, unit.to).map(({ id, labels }) => [id, labels]);
    const essence = JSON.stringify({ common, treatment: unit.treatment, images });
    return createHash('sha256').update(essence).digest('hex');
  };
}

/** The units without a sound part; a damaged one is removed. */
async function unfinished(
  units: readonly Unit[],
  folder: string,
  identify: (unit: Unit) => string,
): Promise<Unit[]> {
  const database = await openDatabase({ threads: 1 });
  try {
    const missing: Unit[] = [];
    for (const unit of units) {
      const path = partPath(folder, unit);
      if (existsSync(path) && (await verifyPart(database.connection, path, identify(unit)))) continue;
      rmSync(path, { force: true });
      missing.push(unit);
    }
    return missing;
  } finally {
    database.close();
  }
}

/** Made one by one as workers ask for them: a run of millions of images holds none of this. */
function* jobs(
  units: readonly Unit[],
  plan: EvaluationPlan,
  { dataset, folder }: EvaluationRequest,
  identify: (unit: Unit) => string,
): Generator<UnitJob> {
  let cell = '';
  let stored = new Map<string, ImageEntry>();
  for (const unit of units) {
    const { treatment } = unit;
    let images = plan.images.slice(unit.from, unit.to);
    if (treatment.stored) {
      if (cell !== `${treatment.corruption}/${treatment.severity}`) {
        cell = `${treatment.corruption}/${treatment.severity}`;
        stored = new Map(dataset.images(treatment).map((entry) => [entry.id, entry]));
      }
      images = images.map(({ id }) => stored.get(id) as ImageEntry);
    }
    yield { id: unit.id, path: partPath(folder, unit), identity: identify(unit), treatment, images };
  }
}

function partPath(folder: string, unit: Unit): string {
  return join(folder, `${unit.id}.parquet`);
}
