import { type Child, startProcess } from '../../processes/index.ts';
import type { UnitJob, UnitProgress, WorkerRequests, WorkerSetup } from './job.ts';
import { ModelError } from './model-error.ts';

/** A process that evaluates one unit after another with the models of a setup. */
export interface WorkerProcess {
  /** @throws ModelError for models that cannot be used; WorkerLost */
  prepare(setup: WorkerSetup): Promise<void>;
  /** @throws ModelError if a model fails; WorkerLost; Error if the unit fails for another reason */
  evaluate(job: UnitJob, onProgress?: (progress: UnitProgress) => void): Promise<void>;
  alive(): boolean;
  close(): Promise<void>;
}

/** A process that died, or was killed because it was silent. Which model is to blame is not known. */
export class WorkerLost extends Error {
  /** The unit it was working on; undefined while it opened the models. */
  readonly job: UnitJob | undefined;

  constructor(message: string, job: UnitJob | undefined) {
    super(message);
    this.job = job;
  }
}

/**
 * Starts a worker process.
 *
 * @param signal kills it
 * @param patience how many times the timeout of the setup it may be silent
 */
export async function startWorker(signal: AbortSignal, patience = 1): Promise<WorkerProcess> {
  const lifetime = new AbortController();
  const child: Child<WorkerRequests, UnitProgress> = await startProcess(
    new URL('./worker.ts', import.meta.url),
    { signal: AbortSignal.any([signal, lifetime.signal]) },
  );
  let limitMs = 0;
  return {
    alive: child.alive,
    close: child.close,
    async prepare(setup) {
      limitMs = setup.timeoutMs * patience;
      await watched('opening the models', undefined, (heard) =>
        child.ask('prepare', setup, 'opening the models', heard),
      );
    },
    async evaluate(job, onProgress) {
      await watched(`evaluating ${job.id}`, job, (heard) =>
        child.ask('evaluate', job, `evaluating ${job.id}`, (progress) => {
          heard(progress);
          onProgress?.(progress);
        }),
      );
    },
  };

  /** Asks, and kills the process when it has been silent for too long. */
  async function watched(
    doing: string,
    job: UnitJob | undefined,
    ask: (
      heard: (progress: UnitProgress) => void,
    ) => ReturnType<WorkerRequests['evaluate']> | PromiseLike<ReturnType<WorkerRequests['evaluate']>>,
  ): Promise<void> {
    let silent = false;
    let image: string | undefined;
    const timer = setTimeout(() => {
      silent = true;
      lifetime.abort();
    }, limitMs);
    try {
      const failures = await ask(({ next }) => {
        timer.refresh();
        image = next ?? image;
      });
      if (failures.length > 0) throw new ModelError(...failures);
    } catch (error) {
      if (error instanceof ModelError || child.alive()) throw error;
      const where = image === undefined ? '' : `, at the image ${image}`;
      const reason = silent ? `no answer for ${limitMs / 1000} s while ${doing}` : (error as Error).message;
      throw new WorkerLost(`${reason}${where}`, job);
    } finally {
      clearTimeout(timer);
    }
  }
}
