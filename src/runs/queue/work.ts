import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Worker } from 'bullmq';
import { type Evaluator, openEvaluator, WorkerLost } from '../../accuracy/evaluation/index.ts';
import { messageOf, temporaryFolder, UserError } from '../../files/index.ts';
import { counted, oneLine, quoted } from '../../text/index.ts';
import type { RunHooks } from '../execute/index.ts';
import { openJobs, openQueue } from './jobs.ts';
import { type MachinePlan, type MachinePlanOptions, prepareOnMachine } from './machine-plan.ts';
import { deliverPart } from './parts.ts';
import { KEYS, type PostedPlan, UnitData, type UnitResult, type WorkerState } from './posted.ts';
import { type Bullmq, type Connection, pause } from './redis.ts';
import { isRefusal } from './replies.ts';

/** What a worker reports about itself, as it changes. */
export type WorkState = { -readonly [K in keyof WorkerState]: WorkerState[K] };

export interface WorkOptions extends MachinePlanOptions {
  readonly concurrency: number;
  readonly shared?: string;
  readonly lockMs?: number;
  readonly backlog?: number;
}

/** Milliseconds between looks at the queue. */
const POLL_MS = 1000;

/**
 * Works on a plan until none of its units is left, or until interrupted.
 *
 * @returns why this machine refuses the plan; undefined if it does not
 * @throws the error with which Redis refuses a command
 */
export async function workOn(
  plan: PostedPlan,
  bullmq: Bullmq,
  connection: Connection,
  options: WorkOptions,
  state: WorkState,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<string | undefined> {
  const { concurrency, lockMs = 30_000 } = options;
  const evaluators = Array.from({ length: concurrency }, () => openEvaluator());
  const parts = temporaryFolder();
  // Aborted on an error, too, so that the units go back to the queue.
  const leave = new AbortController();
  const signal = AbortSignal.any([hooks.signal, leave.signal]);
  const stop = () => {
    for (const evaluator of evaluators) evaluator.stop();
  };
  signal.addEventListener('abort', stop);
  let machine: MachinePlan | undefined;
  let worker: Worker | undefined;
  try {
    try {
      machine = await prepareOnMachine(plan, options, hooks);
      // A model that does not fit is an error of the plan, not of the first unit.
      const [setup] = machine.setups;
      await Promise.all(evaluators.map((evaluator) => setup && evaluator.prepare(setup)));
    } catch (error) {
      hooks.signal.throwIfAborted();
      if (error instanceof UserError || error instanceof WorkerLost) return error.message;
      throw error;
    }
    hooks.log(
      `working on queue ${plan.queue}: ${counted(plan.units, 'unit')}, ${counted(plan.models.length, 'model')}`,
    );
    const evaluate = unitEvaluator(plan, machine, evaluators, parts.path, connection, options, state, signal);
    let refuse: (error: unknown) => void = () => {};
    const refused = new Promise<never>((_, reject) => {
      refuse = reject;
    });
    worker = new bullmq.Worker(plan.queue, inQueue(evaluate, bullmq, signal, refuse, hooks), {
      connection: connection.client,
      concurrency,
      name: state.id,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      // A unit that kills its worker gets three attempts, like one that fails.
      maxStalledCount: 2,
      runRetryDelay: POLL_MS,
    });
    noteErrors(worker, refuse, hooks);
    await Promise.race([refused, untilDrained(worker, plan, connection, state, signal)]);
    await worker.close();
  } catch (error) {
    leave.abort();
    await worker?.close().catch(() => {});
    if (!hooks.signal.aborted) throw error;
  } finally {
    stop();
    machine?.close();
    parts.remove();
  }
  return undefined;
}

/** Returns a function that evaluates the unit of a job and delivers its part. */
function unitEvaluator(
  plan: PostedPlan,
  machine: MachinePlan,
  evaluators: Evaluator[],
  parts: string,
  connection: Connection,
  options: WorkOptions,
  state: WorkState,
  signal: AbortSignal,
): (job: Job) => Promise<UnitResult> {
  const { shared } = options;
  return async (job) => {
    const evaluator = evaluators.pop() as Evaluator;
    const begun = performance.now();
    state.doing.push(job.name);
    try {
      const { success, data } = UnitData.safeParse(job.data);
      if (!success)
        throw new UserError('the data of its job are damaged; delete the queue and enqueue again');
      const { setup, job: jobOf } = machine.unit(data.unit, job.id ?? '');
      await untilRoom(plan.queue, connection, options, signal);
      const path = join(parts, `${data.unit}.parquet`);
      await evaluator.evaluate(jobOf(path), setup);
      const bytes = statSync(path).size;
      await deliverPart(path, data.unit, plan.queue, connection, shared);
      state.units++;
      state.images += data.images;
      const seconds = (performance.now() - begun) / 1000;
      return { worker: state.id, images: data.images, seconds, bytes, shared: shared !== undefined };
    } catch (error) {
      if (!signal.aborted) state.failed++;
      throw error;
    } finally {
      state.doing = state.doing.filter((name) => name !== job.name);
      state.busySeconds += (performance.now() - begun) / 1000;
      evaluators.push(evaluator);
    }
  };
}

/**
 * Tells BullMQ how a unit ended: it goes back when interrupted, and what would fail on every worker is not tried again.
 * @param refuse ends the worker with the error with which Redis refuses a command
 */
function inQueue(
  evaluate: (job: Job) => Promise<UnitResult>,
  { UnrecoverableError, WaitingError }: Bullmq,
  signal: AbortSignal,
  refuse: (error: unknown) => void,
  { log }: Pick<RunHooks, 'log'>,
): (job: Job, token?: string) => Promise<UnitResult> {
  return async (job, token) => {
    try {
      return await evaluate(job);
    } catch (error) {
      const refusal = isRefusal(error);
      if (refusal) refuse(error);
      if (refusal || signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      log(`${quoted(job.name)} failed: ${oneLine(messageOf(error))}`);
      throw isFinal(error) ? new UnrecoverableError(error.message) : error;
    }
  };
}

/** A mistake of the user fails on every worker, but a full disk is one worker's own. */
export function isFinal(error: unknown): error is UserError {
  return error instanceof UserError && error.code !== 'cannot-write';
}

/** Waits while Redis holds too many parts that the coordinator has not collected. */
async function untilRoom(
  queue: string,
  { client }: Connection,
  { shared, backlog = 1000 }: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  while (shared === undefined && (await client.hlen(KEYS.parts(queue))) >= backlog) {
    signal.throwIfAborted();
    await pause(2 * POLL_MS, signal);
  }
}

/** Waits until no unit is waiting or active, or until interrupted. */
async function untilDrained(
  worker: Worker,
  plan: PostedPlan,
  connection: Connection,
  state: WorkState,
  signal: AbortSignal,
): Promise<void> {
  const queue = await openQueue(connection, plan.queue);
  try {
    for (let quiet = 0; quiet < 2 && !signal.aborted; ) {
      await pause(POLL_MS, signal);
      const { active, waiting } = await openJobs(queue);
      const left = waiting > 0 || active > 0 || state.doing.length > 0;
      quiet = left ? 0 : quiet + 1;
      if (!worker.isRunning()) return;
    }
  } finally {
    await queue.close();
  }
}

/** Logs the errors of BullMQ, each once in a row, unless Redis refuses a command. */
function noteErrors(worker: Worker, refuse: (error: unknown) => void, { log }: Pick<RunHooks, 'log'>): void {
  let last: string | undefined;
  worker.on('error', (error: Error) => {
    if (isRefusal(error)) return refuse(error);
    const line = explained(error.message);
    if (line !== undefined && line !== last) log(line);
    last = line ?? last;
  });
}

function explained(message: string): string | undefined {
  if (/lock/i.test(message) || /Missing .*?job/i.test(message))
    return 'the lock of a unit expired, so another worker evaluates it too; both write the same part';
  // The connection reports outages.
  return /ECONN|Connection is closed|EPIPE|ETIMEDOUT|LOADING/.test(message) ? undefined : oneLine(message);
}
