import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cannotWrite, UserError } from '../../files/index.ts';
import { openPartWriter } from '../predictions/index.ts';
import { culpritsOf } from './culprits.ts';
import { evaluateUnits } from './evaluator.ts';
import type { ModelFailure, UnitJob, WorkerSetup } from './job.ts';
import { ModelError } from './model-error.ts';
import type { PreparedEvaluation, PreparedUnit } from './prepare.ts';
import { partPath, type RemainingWork, remainingWork } from './remaining.ts';
import { WorkerLost } from './worker-process.ts';

interface EvaluateOptions {
  /** Folder of the parts; created if it is missing, but not the folder that it is in. */
  readonly folder: string;
  readonly workers: number;
  /** The units of this machine, if several share the work; all of them if absent. */
  readonly units?: readonly PreparedUnit[];
}

interface EvaluationHooks {
  readonly signal: AbortSignal;
  /** Called every few images. */
  progress(state: EvaluationProgress): void;
  /** Reports something that should remain visible. */
  log(line: string): void;
}

export interface EvaluationProgress {
  /** Images over all units, including those of earlier sessions. */
  readonly done: number;
  readonly total: number;
  /** Images that this session has evaluated. */
  readonly images: number;
  /** How many of them each model got right, by its id. */
  readonly correct: ReadonlyMap<string, number>;
  readonly unreadable: number;
}

interface EvaluationOutcome {
  readonly images: number;
  readonly units: number;
  /** Units whose parts existed already. */
  readonly resumed: number;
  /** Models without predictions, in the order of the evaluation. */
  readonly failures: readonly ModelFailure[];
  /** The evaluation with the other models; its units are those of the parts. */
  readonly evaluated: PreparedEvaluation;
}

/** How many times the timeout a worker may be silent, if no model is to blame for shorter silences. */
const MOST_PATIENCE = 8;

/**
 * Evaluates models on a dataset, clean or corrupted, and writes a Parquet part per unit. Parts that exist and are
 * undamaged are kept. The parts depend neither on interruptions nor on the number of workers.
 *
 * A model that fails (it cannot be loaded, has other classes, gives logits that are not finite, or makes its process
 * crash or exceed the timeout) is left out of all parts; they are then the parts of a run without this model. A later
 * call tries it again, and adds its predictions to the parts if it works.
 *
 * @throws UserError if a part cannot be written, or workers are lost although every model works alone; Error if a unit fails for a reason that lies
 *   in no model; the reason of the signal
 */
export async function evaluate(
  all: PreparedEvaluation,
  { folder, workers, units = all.units }: EvaluateOptions,
  hooks: EvaluationHooks,
): Promise<EvaluationOutcome> {
  prepareFolder(folder);
  const own = new Set(units.map(({ id }) => id));
  const order = all.setup.models.map(({ id }) => id);
  const failures = new Map<string, ModelFailure>();
  let resumed: number | undefined;
  let patience = 1;
  for (;;) {
    const ids = order.filter((id) => !failures.has(id));
    const evaluated = failures.size === 0 ? all : all.only(ids);
    if (ids.length === 0) for (const id of own) rmSync(partPath(folder, id), { force: true });
    const works = ids.length === 0 ? [] : await remainingWork(all, evaluated, own, folder);
    const left = works.reduce((sum, work) => sum + work.units.length, 0);
    resumed ??= own.size - left;
    const lost = await evaluateWorks(works, evaluated, own, { folder, workers, patience }, hooks);
    if (lost === undefined) {
      const failed = order.flatMap((id) => failures.get(id) ?? []);
      return { images: all.images, units: own.size, resumed, failures: failed, evaluated };
    }
    const { error, setup } = lost;
    let found: readonly ModelFailure[] = [];
    if (error instanceof ModelError) found = error.failures;
    else {
      hooks.log(`${error.message}; trying each model alone`);
      found = await culpritsOf(setup, error.job, hooks.signal);
    }
    for (const failure of found) failures.set(failure.model, failure);
    if (found.length > 0) continue;
    patience *= 2;
    if (patience > MOST_PATIENCE)
      throw new UserError(
        `${error.message}, although every model works alone; evaluate with fewer workers or models, or raise timeoutSeconds, and resume`,
      );
  }
}

/** Creates the folder, and removes what killed writers left. No live process has files in it: the run is locked. */
function prepareFolder(folder: string): void {
  try {
    // Without its parents: a run whose folder is gone does not come back with these parts alone.
    if (!existsSync(folder)) mkdirSync(folder);
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
    }
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

interface Lost {
  readonly error: ModelError | WorkerLost;
  /** What the lost worker had open. */
  readonly setup: WorkerSetup;
}

/** Does the remaining work. @returns the failure that ended it, if a model or a lost worker did */
async function evaluateWorks(
  works: readonly RemainingWork[],
  evaluated: PreparedEvaluation,
  own: ReadonlySet<string>,
  { folder, workers, patience }: { folder: string; workers: number; patience: number },
  hooks: EvaluationHooks,
): Promise<Lost | undefined> {
  const sizes = (units: readonly PreparedUnit[]) => units.reduce((sum, { from, to }) => sum + to - from, 0);
  const total = sizes(evaluated.units.filter(({ id }) => own.has(id)));
  const start = total - works.reduce((sum, { units }) => sum + sizes(units), 0);
  let images = 0;
  let unreadable = 0;
  const correct = new Map<string, number>();
  const report = () => hooks.progress({ done: start + images, total, images, correct, unreadable });
  report();
  for (const work of works) {
    const setup = {
      ...evaluated.setup,
      models: evaluated.setup.models.filter(({ id }) => work.models.includes(id)),
    };
    const jobs = jobsOf(work, evaluated, folder);
    try {
      if (setup.models.length === 0) {
        await leaveOut(jobs, setup, hooks.signal);
        images += sizes(work.units);
        continue;
      }
      await evaluateUnits(jobs, setup, {
        workers: Math.min(workers, work.units.length),
        signal: hooks.signal,
        patience,
        onProgress(progress) {
          images += progress.images;
          unreadable += progress.unreadable.length;
          for (const [at, right] of progress.correct.entries()) {
            const { id } = setup.models[at]!;
            correct.set(id, (correct.get(id) ?? 0) + right);
          }
          if (progress.images > 0) report();
        },
      });
    } catch (error) {
      if (error instanceof ModelError || error instanceof WorkerLost) return { error, setup };
      throw error;
    }
  }
  return undefined;
}

function* jobsOf(
  { units, kept }: RemainingWork,
  evaluated: PreparedEvaluation,
  folder: string,
): Generator<UnitJob> {
  const order = evaluated.setup.models.map(({ id }) => id);
  for (const unit of units) {
    const job = evaluated.job(unit, partPath(folder, unit.id));
    yield kept.length === 0 ? job : { ...job, kept: { models: kept, order } };
  }
}

/** Writes parts again without the rows of models that failed. */
async function leaveOut(
  jobs: Iterable<UnitJob>,
  { versions }: WorkerSetup,
  signal: AbortSignal,
): Promise<void> {
  const writer = await openPartWriter();
  try {
    for (const { path, identity, treatment, kept } of jobs) {
      signal.throwIfAborted();
      await writer.write(
        path,
        identity,
        [],
        { seed: treatment.seed, protocol: treatment.protocol, versions },
        kept,
      );
    }
  } finally {
    writer.close();
  }
}
