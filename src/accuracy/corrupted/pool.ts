import { availableParallelism } from 'node:os';
import { type Child, runPool, startProcess } from '../../processes/index.ts';
import { readFrost } from './frost.ts';
import type { Plan } from './plan.ts';
import { createVersionWriter, type Outcome, type Settings, type Task } from './version-writer.ts';

/** The requests to a worker process. */
export interface WorkerRequests {
  prepare(settings: Settings): void;
  write(task: Task): Outcome;
}

interface PoolOptions {
  /** Processes; 1 means this one. Default: one per core, fewer for little work. */
  readonly processes?: number;
  readonly signal?: AbortSignal;
  /** Called after every task. */
  onOutcome(task: Task, outcome: Outcome): void;
}

/**
 * Runs tasks on all cores. Stops at the first fatal outcome or when the signal aborts; every file is then complete or
 * absent.
 */
export async function runTasks(plan: Plan, settings: Settings, options: PoolOptions): Promise<void> {
  const { signal } = options;
  const processes = Math.min(options.processes ?? processesFor(plan.missing), plan.images);
  let ended = false;
  const stopped = () => ended || signal?.aborted === true;
  const finish = (task: Task, outcome: Outcome) => {
    if (outcome.fatal !== undefined) ended = true;
    options.onOutcome(task, outcome);
  };
  const tasks = untilStopped(plan.tasks, stopped);
  if (processes <= 1) return await workHere(settings, tasks, stopped, finish);
  try {
    await runPool<Child<WorkerRequests>, Task>(tasks, {
      processes,
      ...(signal === undefined ? {} : { signal }),
      start: () => startProcess(new URL('./child.ts', import.meta.url)),
      prepare: (child) => child.ask('prepare', settings, 'starting'),
      work: async (child, task) =>
        finish(task, await child.ask('write', task, `writing versions of ${task.name}`)),
    });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

function* untilStopped(tasks: Iterable<Task>, stopped: () => boolean): Generator<Task> {
  for (const task of tasks) {
    if (stopped()) return;
    yield task;
  }
}

/** A process takes a second to start, so it needs enough work. */
function processesFor(files: number): number {
  return Math.min(availableParallelism(), Math.ceil(files / 20));
}

async function workHere(
  settings: Settings,
  tasks: Iterable<Task>,
  stopped: () => boolean,
  finish: (task: Task, outcome: Outcome) => void,
): Promise<void> {
  const frost = settings.frostFolder === undefined ? undefined : await readFrost(settings.frostFolder);
  const write = createVersionWriter(settings, frost);
  for (const task of tasks) {
    finish(task, await write(task, stopped));
    // Lets signals be handled.
    await new Promise(setImmediate);
  }
}
