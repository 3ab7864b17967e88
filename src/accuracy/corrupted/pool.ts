import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { forkEntry } from '../../processes/index.ts';
import { readFrost } from './frost.ts';
import { createMaker, type Outcome, type Settings, type Task } from './make.ts';
import type { Plan } from './plan.ts';

/** To a process: what to do. The first message has the settings. */
export interface Request {
  readonly settings?: Settings;
  readonly task?: Task;
}

/** From a process. */
export type Answer =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'crash'; readonly stack: string };

export interface PoolOptions {
  /** Processes; 1 works in this one. Default: one a core, fewer for little work. */
  readonly processes?: number;
  readonly signal?: AbortSignal;
  /** Called after every task. */
  onOutcome(task: Task, outcome: Outcome): void;
}

/**
 * Runs tasks on all cores, each process taking the next when it has finished one. Stops at the first
 * fatal outcome or when the signal is aborted; every file is then whole or absent.
 */
export async function runTasks(plan: Plan, settings: Settings, options: PoolOptions): Promise<void> {
  const processes = Math.min(options.processes ?? processesFor(plan.missing), plan.images);
  const queue = plan.tasks[Symbol.iterator]();
  let ended = false;
  const stopped = () => ended || options.signal?.aborted === true;
  const next = () => (stopped() ? undefined : (queue.next().value as Task | undefined));
  const finish = (task: Task, outcome: Outcome) => {
    if (outcome.fatal !== undefined) ended = true;
    options.onOutcome(task, outcome);
  };
  if (processes <= 1) return await workHere(settings, next, stopped, finish);
  await Promise.all(
    Array.from({ length: processes }, () => workThere(settings, next, finish, options.signal)),
  );
}

/** A process takes a second to start: it must have enough to do. */
function processesFor(files: number): number {
  return Math.min(availableParallelism(), Math.ceil(files / 20));
}

async function workHere(
  settings: Settings,
  next: () => Task | undefined,
  stopped: () => boolean,
  finish: (task: Task, outcome: Outcome) => void,
): Promise<void> {
  const frost = settings.frostFolder === undefined ? undefined : await readFrost(settings.frostFolder);
  const make = createMaker(settings, frost);
  for (let task = next(); task !== undefined; task = next()) {
    finish(task, await make(task, stopped));
    // Lets a signal in.
    await new Promise(setImmediate);
  }
}

/** Feeds one child process until the tasks or its life are over. */
async function workThere(
  settings: Settings,
  next: () => Task | undefined,
  finish: (task: Task, outcome: Outcome) => void,
  signal?: AbortSignal,
): Promise<void> {
  const child = forkEntry(
    new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url),
  );
  let printed = '';
  child.stderr?.on('data', (text) => {
    printed = (printed + text).slice(-2000);
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  // Asked to disconnect, a child ends after the file it is writing.
  const disconnect = () => {
    if (child.connected) child.disconnect();
  };
  signal?.addEventListener('abort', disconnect);
  try {
    child.send({ settings } satisfies Request);
    for (let task = next(); task !== undefined; task = next()) {
      child.send({ task } satisfies Request);
      const answer = await Promise.race([
        once(child, 'message').then(([message]) => message as Answer),
        exited,
      ]);
      if (signal?.aborted) return;
      if (Array.isArray(answer))
        throw new Error(
          `a worker process ended (${answer[1] ?? `exit code ${answer[0]}`}) while making ${task.name} ${printed}`,
        );
      if (answer.kind === 'crash')
        throw new Error(`a worker process failed at ${task.name}: ${answer.stack}`);
      finish(task, answer.outcome);
    }
  } finally {
    signal?.removeEventListener('abort', disconnect);
    disconnect();
    await exited;
  }
}
