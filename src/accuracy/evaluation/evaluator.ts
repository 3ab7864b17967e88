import { UserError } from '../../files/index.ts';
import { type Child, runPool, startProcess } from '../../processes/index.ts';
import type { Tally, UnitJob, WorkerRequests, WorkerSetup } from './job.ts';

/** One worker process that evaluates units as they come. */
export interface Evaluator {
  /**
   * Evaluates a unit and writes its part. One at a time.
   * @throws UserError where the models do not fit; Error when the unit fails or the process dies, and the
   *   next unit gets a new process
   */
  evaluate(job: UnitJob, setup: WorkerSetup): Promise<void>;
  /** Opens the models without evaluating anything. @throws as `evaluate` */
  prepare(setup: WorkerSetup): Promise<void>;
  /** Ends the process, whatever it is doing. */
  stop(): void;
}

export function openEvaluator(): Evaluator {
  let current: { readonly worker: Worker; readonly setup: WorkerSetup } | undefined;
  const stop = () => {
    current?.worker.kill('stopped');
    current = undefined;
  };
  const open = async (setup: WorkerSetup): Promise<Worker> => {
    if (current?.setup === setup && current.worker.alive()) return current.worker;
    stop();
    const worker = await startWorker();
    current = { worker, setup };
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
        // A process that failed in the middle of a unit may hold half of it.
        stop();
        throw error;
      }
    },
  };
}

export interface EvaluateUnitsOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Called with what a worker did since its last message. */
  readonly onProgress: (tally: Tally) => void;
  /** Called when a unit's part is on disk. */
  readonly onDone: (unit: string) => void;
}

/**
 * Evaluates units in worker processes, each with all the models and one thread.
 * @throws UserError when a worker refuses the models; Error when one dies or fails; the signal's reason.
 */
export function evaluateUnits(
  jobs: Iterable<UnitJob>,
  setup: WorkerSetup,
  { workers, signal, onProgress, onDone }: EvaluateUnitsOptions,
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
      onDone(job.id);
    },
  });
}

type Worker = Child<WorkerRequests, Tally>;

function startWorker(signal?: AbortSignal): Promise<Worker> {
  return startProcess(new URL('./worker.ts', import.meta.url), signal === undefined ? {} : { signal });
}

function prepare(worker: Worker, setup: WorkerSetup): Promise<void> {
  return worker.ask('prepare', setup, 'opening the models');
}

function evaluate(worker: Worker, job: UnitJob, onProgress?: (tally: Tally) => void): Promise<void> {
  return worker.ask('evaluate', job, `evaluating ${job.id}`, onProgress);
}
