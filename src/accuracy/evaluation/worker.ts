// A worker process: evaluates the units that it receives, one after the other, and writes their parts.
import sharp from 'sharp';
import { createWorkspace } from '#corruptions';
import { serve } from '../../processes/index.ts';
import { createResizer } from '../pixels/index.ts';
import { openPartWriter } from '../predictions/index.ts';
import { checkClasses } from './classes.ts';
import type { UnitJob, UnitProgress, WorkerRequests, WorkerSetup } from './job.ts';
import { type Classifier, openClassifier } from './model.ts';
import { evaluateUnit } from './unit.ts';

/** Images per report. */
const REPORT_EVERY = 8;

// Parallelism comes from the number of workers; threads of the decoder would take their cores.
sharp.concurrency(1);
sharp.cache(false);

let evaluate: Evaluate | undefined;

serve<WorkerRequests, UnitProgress>({
  prepare: async (setup) => {
    evaluate = await prepare(setup);
  },
  evaluate: async (job, report) => {
    await evaluate?.(job, report);
  },
});

type Evaluate = (job: UnitJob, report: (progress: UnitProgress) => void) => Promise<void>;

async function prepare(setup: WorkerSetup): Promise<Evaluate> {
  const classifiers: Classifier[] = [];
  for (const model of setup.models) {
    const classifier = await openClassifier(model);
    checkClasses(classifier, setup);
    classifiers.push(classifier);
  }
  const writer = await openPartWriter();
  const tools = { resizer: createResizer(), workspace: createWorkspace() };
  return async (job, report) => {
    const pending = collector(report);
    const rows = await evaluateUnit(job, setup, classifiers, tools, pending.add);
    pending.flush();
    await writer.write(job.path, job.identity, rows, {
      seed: job.treatment.seed,
      protocol: job.treatment.protocol,
      versions: setup.versions,
    });
  };
}

/** Collects progress, so that there are few messages. */
function collector(report: (progress: UnitProgress) => void) {
  let images = 0;
  let correct: number[] = [];
  let unreadable: UnitProgress['unreadable'][number][] = [];
  const flush = () => {
    if (images > 0) report({ images, correct, unreadable });
    images = 0;
    correct = [];
    unreadable = [];
  };
  return {
    flush,
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
