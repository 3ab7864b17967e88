// A worker process: evaluates the units it is sent, one after the other, and writes their parts.
import sharp from 'sharp';
import { createWorkspace } from '#corruptions';
import { serve } from '../../processes/index.ts';
import { createResizer } from '../pixels/index.ts';
import { openPartWriter } from '../predictions/index.ts';
import { checkClasses } from './classes.ts';
import type { Tally, UnitJob, WorkerRequests, WorkerSetup } from './job.ts';
import { type Classifier, openClassifier } from './model.ts';
import { evaluateUnit } from './unit.ts';

/** Images between two reports. */
const REPORT_EVERY = 8;

// Parallelism comes from the number of workers; a decoder with threads of its own would take their cores.
sharp.concurrency(1);
sharp.cache(false);

let evaluate: Evaluate | undefined;

serve<WorkerRequests, Tally>({
  prepare: async (setup) => {
    evaluate = await prepare(setup);
  },
  evaluate: async (job, report) => {
    await evaluate?.(job, report);
  },
});

type Evaluate = (job: UnitJob, report: (tally: Tally) => void) => Promise<void>;

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

/** Gathers tallies, so that messages stay few. */
function collector(report: (tally: Tally) => void) {
  let images = 0;
  let correct: number[] = [];
  let unreadable: Tally['unreadable'][number][] = [];
  const flush = () => {
    if (images > 0) report({ images, correct, unreadable });
    images = 0;
    correct = [];
    unreadable = [];
  };
  return {
    flush,
    add(tally: Tally) {
      images += tally.images;
      tally.correct.forEach((right, model) => {
        correct[model] = (correct[model] ?? 0) + right;
      });
      unreadable.push(...tally.unreadable);
      if (images >= REPORT_EVERY) flush();
    },
  };
}
