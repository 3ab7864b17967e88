import { hostname } from 'node:os';
import { z } from 'zod';
import { messageOf, UserError } from '../../files/index.ts';
import type { RunHooks } from '../execute/index.ts';
import { dataRootOf } from './enqueue.ts';
import { openJobs, openQueue } from './jobs.ts';
import type { MachinePlanOptions } from './machine-plan.ts';
import { KEYS, type PostedPlan, parsePlan, readEntry, type WorkerState } from './posted.ts';
import { type Connection, loadBullmq, pause } from './redis.ts';
import { type WorkState, workOn } from './work.ts';

export interface WorkerOptions extends MachinePlanOptions {
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
        const why = await workOn(plan, bullmq, connection, { ...options, dataRoot }, state, hooks);
        if (why !== undefined) refuse(plan.queue, plan.postedAt, why, refused, hooks);
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

function newState({ concurrency, version }: WorkerOptions): WorkState {
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
      if (plan.endedAt === undefined) plans.push(plan);
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
  return readEntry(z.object({ postedAt: z.string() }), text)?.postedAt;
}
