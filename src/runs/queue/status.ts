import { messageOf, UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { openJobs, openQueue, parkedReason } from './jobs.ts';
import {
  Coordinator,
  KEYS,
  type PostedPlan,
  parsePlan,
  readEntry,
  UnitResult,
  WorkerState,
} from './posted.ts';
import type { Connection } from './redis.ts';

export interface QueueStatus {
  readonly queue: string;
  readonly units: number;
  readonly done: number;
  readonly active: number;
  readonly waiting: number;
  /** Units that failed three times; `enqueue --retry` puts them back. */
  readonly parked: readonly { readonly unit: string; readonly reason: string }[];
  /** Finished parts in Redis that the coordinator has not collected yet. */
  readonly uncollected: number;
  /** Units and images per second over the latest units; absent before the second unit. */
  readonly unitsPerSecond?: number;
  readonly imagesPerSecond?: number;
  readonly secondsLeft?: number;
  readonly ended: boolean;
  /** The process that collects its parts; absent if none does. */
  readonly coordinator?: Coordinator;
}

export interface Status {
  readonly queues: readonly QueueStatus[];
  /** Workers that reported recently, and those that went silent without ending properly. */
  readonly workers: readonly (WorkerState & { readonly silent: boolean })[];
  /** A line for each entry of Redis that cannot be read. */
  readonly damaged: readonly string[];
}

/** Number of units that the rate is computed over. */
const RECENT = 200;
/** A worker that is silent this long is considered dead, and is removed after an hour. */
const SILENT_MS = 20_000;
const FORGOTTEN_MS = 3_600_000;

/**
 * Reads the state of all queues of a Redis server and of their workers. One that is damaged does not hide the others.
 * @param now milliseconds since 1970
 */
export async function readStatus(connection: Connection, now: number): Promise<Status> {
  const queues: QueueStatus[] = [];
  const damaged: string[] = [];
  for (const [name, text] of Object.entries(await connection.client.hgetall(KEYS.plans)).sort()) {
    try {
      queues.push(await statusOf(parsePlan(name, text), connection, now));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.push(messageOf(error));
    }
  }
  const { workers, damaged: unreadable } = await readWorkers(connection, now);
  return { queues, workers, damaged: [...damaged, ...unreadable] };
}

async function statusOf(plan: PostedPlan, connection: Connection, now: number): Promise<QueueStatus> {
  const { client } = connection;
  const name = plan.queue;
  const queue = await openQueue(connection, name);
  try {
    const { active, waiting } = await openJobs(queue);
    const completed = await queue.getCompletedCount();
    const failed = await queue.getFailed(0, -1);
    const recent = await queue.getCompleted(0, RECENT - 1);
    const coordinator = await coordinatorOf(name, connection);
    const left = waiting + active;
    return {
      queue: name,
      units: plan.units,
      // Units that were finished before the run was enqueued have no job.
      done: Math.max(completed, plan.units - left - failed.length),
      active,
      waiting,
      parked: failed.map((job) => ({ unit: job.name, reason: parkedReason(job.failedReason) })),
      uncollected: await client.hlen(KEYS.parts(name)),
      ended: plan.endedAt !== undefined,
      ...(coordinator === undefined ? {} : { coordinator }),
      ...rates(
        recent.map(({ finishedOn, returnvalue }) => ({ finishedOn, images: imagesOf(returnvalue) })),
        left,
        now,
      ),
    };
  } finally {
    await queue.close();
  }
}

async function coordinatorOf(queue: string, { client }: Connection): Promise<Coordinator | undefined> {
  const lives = await client.exists(KEYS.coordinating(queue));
  return lives ? readEntry(Coordinator, await client.hget(KEYS.coordinators, queue)) : undefined;
}

function rates(
  recent: readonly { finishedOn: number | undefined; images: number }[],
  left: number,
  now: number,
): Pick<QueueStatus, 'unitsPerSecond' | 'imagesPerSecond' | 'secondsLeft'> {
  const times = recent.flatMap(({ finishedOn }) => finishedOn ?? []);
  if (times.length < 2) return {};
  // While units are left, the time since the last one counts too, so that the rate of a stalled queue falls.
  const end = left > 0 ? Math.max(now, ...times) : Math.max(...times);
  const seconds = Math.max(1e-3, (end - Math.min(...times)) / 1000);
  const unitsPerSecond = (times.length - 1) / seconds;
  const images = recent.reduce((sum, one) => sum + one.images, 0);
  return {
    unitsPerSecond,
    imagesPerSecond: (images * (times.length - 1)) / times.length / seconds,
    secondsLeft: left / unitsPerSecond,
  };
}

function imagesOf(value: unknown): number {
  return UnitResult.safeParse(value).data?.images ?? 0;
}

/** Reads the workers that reported within the hour. Forgets the others, and entries that are damaged. */
export async function readWorkers(
  { client }: Connection,
  now: number,
): Promise<Pick<Status, 'workers' | 'damaged'>> {
  const workers: Status['workers'][number][] = [];
  const damaged: string[] = [];
  for (const [id, text] of Object.entries(await client.hgetall(KEYS.workers)).sort()) {
    const worker = readEntry(WorkerState, text);
    if (worker !== undefined && now - worker.at <= FORGOTTEN_MS) {
      workers.push({ ...worker, silent: now - worker.at > SILENT_MS });
      continue;
    }
    await client.hdel(KEYS.workers, id);
    if (worker === undefined)
      damaged.push(
        `removed the damaged entry of worker ${quoted(id)} from Redis; if the worker lives, it reports again within 5 s`,
      );
  }
  return { workers, damaged };
}
