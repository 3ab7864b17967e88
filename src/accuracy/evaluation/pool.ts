import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../../files/index.ts';
import type { FromWorker, Tally, ToWorker, UnitJob, WorkerSetup } from './job.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Called with what a worker did since its last message. */
  readonly onProgress: (tally: Tally) => void;
  /** Called when a unit's part is on disk. */
  readonly onDone: (unit: string) => void;
}

/**
 * Runs units in worker processes, each with all the models and one thread. Units are handed out one at a
 * time, so that nothing queues up however many there are.
 * @throws UserError when a worker refuses the models; Error when one dies or fails; the signal's reason.
 */
export async function runUnits(
  jobs: Iterable<UnitJob>,
  setup: WorkerSetup,
  options: PoolOptions,
): Promise<void> {
  const queue = jobs[Symbol.iterator]();
  const children: ChildProcess[] = [];
  const stop = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  options.signal.throwIfAborted();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(
      Array.from({ length: options.workers }, () => {
        const child = forkWorker();
        children.push(child);
        return drive(child, queue, setup, options);
      }),
    );
  } catch (error) {
    stop();
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

/** Feeds one worker until the queue is empty and the worker has ended. */
function drive(
  child: ChildProcess,
  queue: Iterator<UnitJob>,
  setup: WorkerSetup,
  { onProgress, onDone }: PoolOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let doing = 'starting';
    let lastWords = '';
    const send = (message: ToWorker) => {
      // A dead child's channel is closed; its 'close' event says why.
      if (child.connected) child.send(message);
    };
    const feed = () => {
      const next = queue.next();
      doing = next.done ? 'ending' : `evaluating ${next.value.id}`;
      send(next.done ? { type: 'end' } : { type: 'unit', job: next.value });
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'ready':
          return feed();
        case 'progress':
          return onProgress(message);
        case 'done':
          onDone(message.unit);
          return feed();
        case 'refused':
          return reject(new UserError(message.reason));
        case 'failed':
          return reject(new Error(`${doing}: ${message.reason}`));
      }
    });
    child.on('close', (code, signal) => {
      if (doing === 'ending' && code === 0) return resolve();
      const why = signal === null ? `ended with exit code ${code}` : `was killed (${signal})`;
      const words = lastWords.trim().split('\n').at(-1);
      reject(new Error(`a worker ${why} while ${doing}${words ? `: ${words}` : ''}`));
    });
    send({ type: 'setup', setup });
  });
}

/** The worker's entry as TypeScript or as built JavaScript, whichever this file is itself. */
function forkWorker(): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(isSource ? './worker.ts' : './worker.js', import.meta.url));
  return fork(entry, {
    execArgv: isSource ? ['--conditions=fastvit-bench-source', '--import', loader()] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** tsx by its full path: a run may be started from any folder. */
function loader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
