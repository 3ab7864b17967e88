import { UserError } from '../../files/index.ts';
import { type Child, runPool, startProcess } from '../../processes/index.ts';
import type { UnitJob, UnitProgress, WorkerRequests, WorkerSetup } from './job.ts';

/** A worker process that evaluates one unit after another. */
export interface Evaluator {
  /**
   * Evaluates a unit and writes its part; one unit at a time.
   * @throws UserError if the models do not fit; Error if the unit fails or the process dies. The next unit then gets a
   *   new process.
   */
  evaluate(job: UnitJob, setup: WorkerSetup): Promise<void>;
  /** Opens the models without evaluating anything. @throws as `evaluate` */
  prepare(setup: WorkerSetup): Promise<void>;
  /** Kills the process, whatever it is doing. */
  stop(): void;
}

/** Opens an evaluator; its process starts with the first unit. */
export function openEvaluator(): Evaluator {
  let current: { setup: WorkerSetup; lifetime: AbortController; worker?: Worker } | undefined;
  const stop = () => {
    current?.lifetime.abort();
    current = undefined;
  };
  const open = async (setup: WorkerSetup): Promise<Worker> => {
    if (current?.setup === setup && current.worker?.alive()) return current.worker;
    stop();
    // Set before the process has started, so that it can be stopped until then.
    const lifetime = new AbortController();
    current = { setup, lifetime };
    const worker = await startWorker(lifetime.signal);
    current = { setup, lifetime, worker };
    await prepare(worker, setup);
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
        await evaluate(worker, job);
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
  readonly onProgress: (progress: UnitProgress) => void;
}

/**
 * Evaluates units in worker processes, each with all models and one thread.
 * @throws UserError if a worker refuses the models; Error if one dies or fails; the reason of the signal
 */
export function evaluateUnits(
  jobs: Iterable<UnitJob>,
  setup: WorkerSetup,
  { workers, signal, onProgress }: EvaluateUnitsOptions,
): Promise<void> {
  return runPool(jobs, {
    processes: workers,
    signal,
    start: () => startWorker(signal),
    prepare: (worker) => prepare(worker, setup),
    work: async (worker, job) => {
      try {
        await evaluate(worker, job, onProgress);
      } catch (error) {
        // The death of a process names the unit already.
        if (error instanceof UserError || !worker.alive()) throw error;
        throw new Error(`evaluating ${job.id}: ${(error as Error).message}`, { cause: error });
      }
    },
  });
}

type Worker = Child<WorkerRequests, UnitProgress>;

function startWorker(signal: AbortSignal): Promise<Worker> {
  return startProcess(new URL('./worker.ts', import.meta.url), { signal });
}

function prepare(worker: Worker, setup: WorkerSetup): Promise<void> {
  return worker.ask('prepare', setup, 'opening the models');
}

function evaluate(
  worker: Worker,
  job: UnitJob,
  onProgress?: (progress: UnitProgress) => void,
): Promise<void> {
  return worker.ask('evaluate', job, `evaluating ${job.id}`, onProgress);
}
