import type { ChildProcess } from 'node:child_process';
import { messageOf, UserError } from '../../files/index.ts';
import { forkEntry } from '../../processes/index.ts';
import type { FromWorker, Tally, ToWorker, UnitJob, WorkerSetup } from './job.ts';

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
  /** Ends the process, and whatever it is doing. */
  stop(): void;
}

/** @param onProgress called every few images */
export function openEvaluator(onProgress: (tally: Tally) => void = () => {}): Evaluator {
  let child: { readonly process: ChildProcess; readonly setup: WorkerSetup } | undefined;
  const stop = () => {
    child?.process.kill('SIGKILL');
    child = undefined;
  };
  const open = async (setup: WorkerSetup): Promise<ChildProcess> => {
    if (child?.setup === setup && child.process.connected) return child.process;
    stop();
    const process = forkEntry(workerEntry());
    process.setMaxListeners(0);
    child = { process, setup };
    await answer(process, { type: 'setup', setup }, 'ready', onProgress);
    return process;
  };
  return {
    stop,
    async prepare(setup) {
      await open(setup);
    },
    async evaluate(job, setup) {
      const process = await open(setup);
      try {
        await answer(process, { type: 'unit', job }, 'done', onProgress);
      } catch (error) {
        // A process that failed in the middle of a unit may hold half of it.
        stop();
        throw error;
      }
    },
  };
}

/** Sends a message and waits for its answer, a failure, or the death of the process. */
function answer(
  child: ChildProcess,
  message: ToWorker,
  wanted: 'ready' | 'done',
  onProgress: (tally: Tally) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let lastWords = '';
    const onText = (text: Buffer) => {
      lastWords = (lastWords + text.toString()).slice(-2000);
    };
    const settle = (how: () => void) => {
      child.off('message', onMessage).off('close', onClose).off('error', onError);
      child.stderr?.off('data', onText);
      how();
    };
    const onMessage = (reply: FromWorker) => {
      switch (reply.type) {
        case 'progress':
          return onProgress(reply);
        case 'refused':
          return settle(() => reject(new UserError(reply.reason)));
        case 'failed':
          return settle(() => reject(new Error(reply.reason)));
        case 'ready':
        case 'done':
          if (reply.type === wanted) settle(resolve);
      }
    };
    const onClose = (code: number | null, signal: NodeJS.Signals | null) => {
      const why = signal === null ? `ended with exit code ${code}` : `was killed (${signal})`;
      const words = lastWords.trim().split('\n').at(-1);
      settle(() => reject(new Error(`the process ${why}${words ? `: ${words}` : ''}`)));
    };
    const onError = (error: Error) => settle(() => reject(new Error(messageOf(error))));
    child.on('message', onMessage).on('close', onClose).on('error', onError);
    child.stderr?.on('data', onText);
    if (child.connected) child.send(message);
    else onClose(child.exitCode, child.signalCode);
  });
}

/** As TypeScript or as built JavaScript, whichever this file is itself. */
function workerEntry(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
