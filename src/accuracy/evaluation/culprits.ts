import { rmSync } from 'node:fs';
import type { ModelFailure, UnitJob, WorkerSetup } from './job.ts';
import { ModelError } from './model-error.ts';
import { startWorker, WorkerLost } from './worker-process.ts';

/**
 * Finds out which models made a worker process die or fall silent: each evaluates the unit again, in a process of its
 * own. Writes no part.
 *
 * @param job undefined if the process was lost while it opened the models
 * @returns the models that fail alone, with the reasons; empty if all succeed
 * @throws Error if the unit fails for another reason; the reason of the signal
 */
export async function culpritsOf(
  setup: WorkerSetup,
  job: UnitJob | undefined,
  signal: AbortSignal,
): Promise<ModelFailure[]> {
  const failures: ModelFailure[] = [];
  for (const model of setup.models) {
    const worker = await startWorker(signal);
    try {
      await worker.prepare({ ...setup, models: [model] });
      if (job) await evaluateOnly(job, (trial) => worker.evaluate(trial));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ModelError) failures.push(...error.failures);
      else if (error instanceof WorkerLost)
        failures.push({ model: model.id, reason: `${model.id}: ${error.message}` });
      else throw error;
    } finally {
      await worker.close();
    }
  }
  return failures;
}

async function evaluateOnly(
  { kept: _, ...job }: UnitJob,
  evaluate: (job: UnitJob) => Promise<void>,
): Promise<void> {
  const path = `${job.path}.${process.pid}.trial.tmp`;
  try {
    await evaluate({ ...job, path, trace: true });
  } finally {
    rmSync(path, { force: true });
  }
}
