import { copyFileSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Queue, Worker } from 'bullmq';
import { type Evaluator, openEvaluator, WorkerLost } from '../../accuracy/evaluation/index.ts';
import { INPUTS, makeFolder, messageOf, readFile, UserError } from '../../files/index.ts';
import { counted } from '../../text/index.ts';
import type { RunHooks } from '../execute/index.ts';
import { dataRootOf } from './enqueue.ts';
import { type MachinePlan, type MachinePlanOptions, prepareOnMachine } from './machine-plan.ts';
import { KEYS, type PostedPlan, parsePlan, UnitData, type UnitResult, type WorkerState } from './posted.ts';
import { type Bullmq, type Connection, loadBullmq, openJobs, openQueue, pause } from './redis.ts';

export interface WorkerOptions extends Omit<MachinePlanOptions, 'dataRoot'> {
  readonly dataRoot: string;
  /** Number of units at a time, each in a process with one thread. */
  readonly concurrency: number;
  /** Folder shared with the coordinator; default: parts go through Redis. */
  readonly shared?: string;
  /** Whether to end when no work is left. */
  readonly once: boolean;
  /** Milliseconds of silence after which a worker loses its unit. Default 30,000. */
  readonly lockMs?: number;
  /** Uncollected parts in Redis at which workers pause. Default 1,000. */
  readonly backlog?: number;
  readonly version: string;
}

/** Milliseconds between polls for queues, and between reports of the worker's state. */
const POLL_MS = 2000;
const REPORT_MS = 5000;

/**
 * Works on the queues of a Redis server, one at a time, until it is interrupted. A plan of another version, or one
 * that is different on this machine, is refused with one line. When interrupted, units go back to the queue at once.
 *
 * @throws UserError, with `once`, if every plan was refused
 */
export async function runWorker(
  connection: Connection,
  options: WorkerOptions,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<WorkerState> {
  const bullmq = await loadBullmq();
  const dataRoot = dataRootOf(options.dataRoot);
  const state = newState(options);
  const refused: Refused = new Map();
  const { client } = connection;
  const report = () => {
    // Skipped while Redis is unreachable.
    if (client.status !== 'ready') return;
    const current = { ...state, refused: [...refused.values()], at: Date.now() };
    client.hset(KEYS.workers, state.id, JSON.stringify(current)).catch(() => {});
  };
  const timer = setInterval(report, REPORT_MS);
  try {
    for (;;) {
      if (hooks.signal.aborted) break;
      const plan = await nextPlan(connection, refused, hooks);
      if (plan !== undefined) {
        state.queue = plan.queue;
        report();
        await workOn(plan, bullmq, connection, { ...options, dataRoot }, state, refused, hooks);
        delete state.queue;
        report();
        continue;
      }
      if (options.once) break;
      await pause(POLL_MS, hooks.signal);
    }
    if (options.once && state.units === 0 && refused.size > 0)
      throw new UserError([...refused.values()][0]?.why ?? '');
    return state;
  } finally {
    clearInterval(timer);
    if (client.status === 'ready') await client.hdel(KEYS.workers, state.id).catch(() => {});
  }
}

type State = { -readonly [K in keyof WorkerState]: WorkerState[K] };

function newState({ concurrency, version }: WorkerOptions): State {
  const now = Date.now();
  const id = `${hostname()}:${process.pid}:${now.toString(36)}`;
  return {
    id,
    concurrency,
    version,
    doing: [],
    units: 0,
    images: 0,
    failed: 0,
    refused: [],
    busySeconds: 0,
    startedAt: now,
    at: now,
  };
}

/** Returns the oldest plan with waiting units, or else one with active units, which may come back. */
async function nextPlan(
  connection: Connection,
  refused: Refused,
  hooks: Pick<RunHooks, 'log'>,
): Promise<PostedPlan | undefined> {
  const plans: PostedPlan[] = [];
  for (const [queue, text] of Object.entries(await connection.client.hgetall(KEYS.plans))) {
    // A plan that was posted again is checked again: it or the data may have changed.
    const earlier = refused.get(queue);
    if (earlier && earlier.postedAt === postedAtOf(text)) continue;
    refused.delete(queue);
    try {
      const plan = parsePlan(queue, text);
      if (plan.endedAt === undefined && plan.queue === queue) plans.push(plan);
    } catch (error) {
      refuse(queue, postedAtOf(text), messageOf(error), refused, hooks);
    }
  }
  let active: PostedPlan | undefined;
  for (const plan of plans.toSorted((a, b) => (a.postedAt < b.postedAt ? -1 : 1))) {
    const queue = await openQueue(connection, plan.queue);
    const jobs = await openJobs(queue);
    await queue.close();
    if (jobs.waiting > 0) return plan;
    if (jobs.active > 0) active ??= plan;
  }
  return active;
}

/** Refused plans by queue. */
type Refused = Map<string, WorkerState['refused'][number]>;

function refuse(
  queue: string,
  postedAt: string | undefined,
  why: string,
  refused: Refused,
  hooks: Pick<RunHooks, 'log'>,
): void {
  refused.set(queue, { queue, ...(postedAt === undefined ? {} : { postedAt }), why });
  hooks.log(why);
}

/** Finds the time of posting in the text of a plan, which may be damaged or of another version. */
function postedAtOf(text: string): string | undefined {
  return /"postedAt":"([^"]*)"/.exec(text)?.[1];
}

/** Works on a plan until none of its units is left. */
async function workOn(
  plan: PostedPlan,
  { Worker: QueueWorker, UnrecoverableError, WaitingError }: Bullmq,
  connection: Connection,
  options: WorkerOptions,
  state: State,
  refused: Refused,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<void> {
  const { concurrency, lockMs = 30_000 } = options;
  let machine: MachinePlan | undefined;
  const evaluators = Array.from({ length: concurrency }, () => openEvaluator());
  const parts = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
  const stop = () => {
    for (const evaluator of evaluators) evaluator.stop();
  };
  hooks.signal.addEventListener('abort', stop);
  try {
    try {
      machine = await prepareOnMachine(plan, options, hooks);
      // A model that does not fit is an error of the plan, not of the first unit.
      const [setup] = machine.setups;
      await Promise.all(evaluators.map((evaluator) => setup && evaluator.prepare(setup)));
    } catch (error) {
      hooks.signal.throwIfAborted();
      if (!(error instanceof UserError) && !(error instanceof WorkerLost)) throw error;
      return refuse(plan.queue, plan.postedAt, error.message, refused, hooks);
    }
    hooks.log(
      `working on queue ${plan.queue}: ${counted(plan.units, 'unit')}, ${counted(plan.models.length, 'model')}`,
    );
    const opened = machine;
    const worker = new QueueWorker(plan.queue, (job, token) => process(job, token as string, opened), {
      connection: connection.client,
      concurrency,
      name: state.id,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      // A unit that kills its worker gets three attempts, like one that fails.
      maxStalledCount: 2,
      runRetryDelay: 1000,
    });
    noteErrors(worker, hooks);
    await untilDrained(worker, await openQueue(connection, plan.queue), state, hooks.signal);
    await worker.close();
  } catch (error) {
    if (!hooks.signal.aborted) throw error;
  } finally {
    hooks.signal.removeEventListener('abort', stop);
    stop();
    machine?.close();
    rmSync(parts, { recursive: true, force: true });
  }

  async function process(job: Job, token: string, opened: MachinePlan): Promise<UnitResult> {
    const evaluator = evaluators.pop() as Evaluator;
    const begun = performance.now();
    try {
      const { unit, images } = UnitData.parse(job.data);
      state.doing.push(unit);
      const { setup, job: jobOf } = opened.unit(unit, job.id ?? '');
      await roomFor(plan.queue, connection, options, hooks.signal);
      const path = join(parts, `${unit}.parquet`);
      await evaluator.evaluate(jobOf(path), setup);
      const bytes = statSync(path).size;
      await deliver(path, unit, plan.queue, connection, options.shared, state.id);
      state.units++;
      state.images += images;
      const seconds = (performance.now() - begun) / 1000;
      return { worker: state.id, images, seconds, bytes, shared: options.shared !== undefined };
    } catch (error) {
      if (hooks.signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      state.failed++;
      hooks.log(`${job.name} failed: ${messageOf(error)}`);
      throw error instanceof UserError ? new UnrecoverableError(error.message) : error;
    } finally {
      state.doing = state.doing.filter((name) => name !== job.name);
      state.busySeconds += (performance.now() - begun) / 1000;
      evaluators.push(evaluator);
    }
  }
}

/** Waits until no unit is waiting or active, or until interrupted. */
async function untilDrained(worker: Worker, queue: Queue, state: State, signal: AbortSignal): Promise<void> {
  try {
    for (let quiet = 0; quiet < 2 && !signal.aborted; ) {
      await pause(POLL_MS / 2, signal);
      const { active, waiting } = await openJobs(queue);
      const left = waiting > 0 || active > 0 || state.doing.length > 0;
      quiet = left ? 0 : quiet + 1;
      if (!worker.isRunning()) return;
    }
  } finally {
    await queue.close();
  }
}

/** Waits while Redis holds too many parts that the coordinator has not collected. */
async function roomFor(
  queue: string,
  { client }: Connection,
  { shared, backlog = 1000 }: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  while (shared === undefined && (await client.hlen(KEYS.parts(queue))) >= backlog) {
    signal.throwIfAborted();
    await pause(POLL_MS, signal);
  }
}

/** Delivers a part to the coordinator, atomically and idempotently. */
async function deliver(
  path: string,
  unit: string,
  queue: string,
  { client }: Connection,
  shared: string | undefined,
  id: string,
): Promise<void> {
  if (shared === undefined) {
    await client.hset(KEYS.parts(queue), unit, readFile(path, INPUTS.part));
  } else {
    const folder = join(shared, queue);
    makeFolder(folder);
    const temporary = join(folder, `.${unit}.${id.replaceAll(/[^\w-]/g, '_')}.tmp`);
    copyFileSync(path, temporary);
    renameSync(temporary, join(folder, `${unit}.parquet`));
  }
  rmSync(path, { force: true });
}

function noteErrors(worker: Worker, hooks: Pick<RunHooks, 'log'>): void {
  worker.on('error', (error: Error) => {
    const [, job] = /(?:Missing|lock mismatch).*?job (\S+?)\.?(?:\s|$)/i.exec(error.message) ?? [];
    if (job !== undefined || /lock/i.test(error.message))
      hooks.log('the lock of a unit expired, so another worker evaluates it too; both write the same part');
    // The connection reports outages.
    else if (!/ECONN|Connection is closed|EPIPE|ETIMEDOUT|LOADING/.test(error.message))
      hooks.log(error.message);
  });
}
