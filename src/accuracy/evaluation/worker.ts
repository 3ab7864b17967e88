// A worker process: evaluates the units that it receives, one after the other, and writes their parts.
import sharp from 'sharp';
import { createWorkspace } from '#corruptions';
import { messageOf } from '../../files/index.ts';
import { serve } from '../../processes/index.ts';
import { oneLine } from '../../text/index.ts';
import { createResizer } from '../pixels/index.ts';
import { openPartWriter } from '../predictions/index.ts';
import { checkClasses } from './classes.ts';
import type { ModelFailure, UnitJob, UnitProgress, WorkerRequests, WorkerSetup } from './job.ts';
import { type Classifier, openClassifier } from './model.ts';
import { ModelError } from './model-error.ts';
import { evaluateUnit } from './unit.ts';

/** Images per report. */
const REPORT_EVERY = 8;
/** Milliseconds after which a process that works on something slow says that it works. */
const BEAT_MS = 250;

// Parallelism comes from the number of workers; threads of the decoder would take their cores.
sharp.concurrency(1);
sharp.cache(false);

let evaluate: Evaluate | undefined;

serve<WorkerRequests, UnitProgress>({
  prepare: (setup, report) =>
    failuresOf(async () => {
      evaluate = await prepare(setup, report);
    }),
  evaluate: (job, report) => failuresOf(async () => await evaluate?.(job, report)),
});

/** Returns the models that failed; other errors are of the unit, not of a model. */
async function failuresOf(work: () => Promise<void>): Promise<readonly ModelFailure[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof ModelError) return error.failures;
    throw error;
  }
}

type Report = (progress: UnitProgress) => void;
type Evaluate = (job: UnitJob, report: Report) => Promise<void>;

async function prepare(setup: WorkerSetup, report: Report): Promise<Evaluate> {
  const classifiers: Classifier[] = [];
  const failures: ModelFailure[] = [];
  for (const model of setup.models) {
    try {
      const classifier = await openClassifier(model);
      checkClasses(classifier, setup);
      classifiers.push(classifier);
    } catch (error) {
      failures.push({ model: model.id, reason: oneLine(messageOf(error)) });
    }
    report(SIGN_OF_LIFE);
  }
  if (failures.length > 0) throw new ModelError(...failures);
  const writer = await openPartWriter();
  const tools = { resizer: createResizer(), workspace: createWorkspace() };
  return async (job, report) => {
    const pending = collector(report, job.trace);
    const rows = await evaluateUnit(job, setup, classifiers, tools, pending.add, pending.begin);
    pending.flush();
    const context = {
      seed: job.treatment.seed,
      protocol: job.treatment.protocol,
      versions: setup.versions,
    };
    await writer.write(job.path, job.identity, rows, context, job.kept);
  };
}

const SIGN_OF_LIFE: UnitProgress = { images: 0, correct: [], unreadable: [] };

/** Collects progress, so that there are few messages. */
function collector(report: Report, trace = false) {
  let sentAt = performance.now();
  let images = 0;
  let correct: number[] = [];
  let unreadable: UnitProgress['unreadable'][number][] = [];
  const flush = () => {
    if (images > 0) {
      report({ images, correct, unreadable });
      sentAt = performance.now();
    }
    images = 0;
    correct = [];
    unreadable = [];
  };
  return {
    flush,
    begin(next: string) {
      const now = performance.now();
      if (!trace && now - sentAt < BEAT_MS) return;
      sentAt = now;
      report({ ...SIGN_OF_LIFE, next });
    },
    add(progress: UnitProgress) {
      images += progress.images;
      progress.correct.forEach((right, model) => {
        correct[model] = (correct[model] ?? 0) + right;
      });
      unreadable.push(...progress.unreadable);
      if (images >= REPORT_EVERY) flush();
    },
  };
}
