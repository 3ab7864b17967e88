// A worker process: evaluates the units it is sent, one after the other, and writes their parts.
import sharp from 'sharp';
import { createWorkspace } from '#corruptions';
import { messageOf, UserError } from '../../files/index.ts';
import { createResizer } from '../pixels/index.ts';
import { openPartWriter } from '../predictions/index.ts';
import { checkClasses } from './classes.ts';
import type { FromWorker, Tally, ToWorker, UnitJob, WorkerSetup } from './job.ts';
import { type Classifier, openClassifier } from './model.ts';
import { evaluateUnit } from './unit.ts';

/** Images between two progress messages. */
const REPORT_EVERY = 8;

// Parallelism comes from the number of workers; a decoder with threads of its own would take their cores.
sharp.concurrency(1);
sharp.cache(false);

let evaluate: ((job: UnitJob) => Promise<void>) | undefined;

process.on('message', (message: ToWorker) => {
  void handle(message).catch((error) => {
    const type = error instanceof UserError ? 'refused' : 'failed';
    send({ type, reason: messageOf(error) });
  });
});
// Without its parent nobody wants the result.
process.on('disconnect', () => process.exit(0));

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'setup':
      evaluate = await prepare(message.setup);
      return send({ type: 'ready' });
    case 'unit':
      await evaluate?.(message.job);
      return send({ type: 'done', unit: message.job.id });
    case 'end':
      process.disconnect();
  }
}

async function prepare(setup: WorkerSetup): Promise<(job: UnitJob) => Promise<void>> {
  const classifiers: Classifier[] = [];
  for (const model of setup.models) {
    const classifier = await openClassifier(model);
    checkClasses(classifier, setup);
    classifiers.push(classifier);
  }
  const writer = await openPartWriter();
  const tools = { resizer: createResizer(), workspace: createWorkspace() };
  return async (job) => {
    const pending = collector();
    const rows = await evaluateUnit(job, setup, classifiers, tools, pending.add);
    pending.flush();
    await writer.write(job.path, job.identity, rows, {
      seed: job.treatment.seed,
      protocol: job.treatment.protocol,
      versions: setup.versions,
    });
  };
}

function send(message: FromWorker): void {
  process.send?.(message);
}

/** Gathers tallies, so that messages stay few. */
function collector() {
  let images = 0;
  let correct: number[] = [];
  let unreadable: Tally['unreadable'][number][] = [];
  const flush = () => {
    if (images > 0) send({ type: 'progress', images, correct, unreadable });
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
