import { UserError } from '../../files/index.ts';
import { runPool } from '../../processes/index.ts';
import type { UnitJob, UnitProgress, WorkerSetup } from './job.ts';
import { startWorker, WorkerLost, type WorkerProcess } from './worker-process.ts';

/** A worker process that evaluates one unit after another. */
export interface Evaluator {
  /**
   * Evaluates a unit and writes its part; one unit at a time.
   * @throws UserError if a model fails; Error if the unit fails, or the process dies or is silent for longer than the
   *   timeout. The next unit then gets a new process.
   */
  evaluate(job: UnitJob, setup: WorkerSetup): Promise<void>;
  /** Opens the models without evaluating anything. @throws as `evaluate` */
  prepare(setup: WorkerSetup): Promise<void>;
  /** Kills the process, whatever it is doing. */
  stop(): void;
}

/** Opens an evaluator; its process starts with the first unit. */
export function openEvaluator(): Evaluator {
  let current: { setup: WorkerSetup; lifetime: AbortController; worker?: WorkerProcess } | undefined;
  const stop = () => {
    current?.lifetime.abort();
    current = undefined;
  };
  const open = async (setup: WorkerSetup): Promise<WorkerProcess> => {
    if (current?.setup === setup && current.worker?.alive()) return current.worker;
    stop();
    // Set before the process has started, so that it can be stopped until then.
    const lifetime = new AbortController();
    current = { setup, lifetime };
    const worker = await startWorker(lifetime.signal);
    current = { setup, lifetime, worker };
    await worker.prepare(setup);
    return worker;
  };
  return {
    stop,
    async prepare(setup) {
      await open(setup);
    },
    async evaluate(job, setup) {
      const worker = await open(setup);
      try {
        await worker.evaluate(job);
      } catch (error) {
        // A process that failed within a unit may still hold half of it.
        stop();
        throw error;
      }
    },
  };
}

interface EvaluateUnitsOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** How many times the timeout of the setup a worker may be silent. */
  readonly patience: number;
  readonly onProgress: (progress: UnitProgress) => void;
}

/**
 * Evaluates units in worker processes, each with all models and one thread.
 * @throws ModelError if a model fails; WorkerLost if a process dies or is silent; Error if a unit fails for another
 *   reason; the reason of the signal
 */
export function evaluateUnits(
  jobs: Iterable<UnitJob>,
  setup: WorkerSetup,
  { workers, signal, patience, onProgress }: EvaluateUnitsOptions,
): Promise<void> {
  return runPool(jobs, {
    processes: workers,
    signal,
    start: () => startWorker(signal, patience),
    prepare: (worker) => worker.prepare(setup),
    work: async (worker, job) => {
      try {
        await worker.evaluate(job, onProgress);
      } catch (error) {
        if (error instanceof UserError || error instanceof WorkerLost) throw error;
        throw new Error(`evaluating ${job.id}: ${(error as Error).message}`, { cause: error });
      }
    },
  });
}
