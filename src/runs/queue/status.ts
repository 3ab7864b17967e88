import { KEYS, parsePlan, UnitResult, WorkerState } from './posted.ts';
import { type Connection, openJobs, openQueue } from './redis.ts';

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
}

export interface Status {
  readonly queues: readonly QueueStatus[];
  /** Workers that reported recently, and those that went silent without ending properly. */
  readonly workers: readonly (WorkerState & { readonly silent: boolean })[];
}

/** Number of units that the rate is computed over. */
const RECENT = 200;
/** A worker that is silent this long is considered dead, and is removed after an hour. */
const SILENT_MS = 20_000;
const FORGOTTEN_MS = 3_600_000;

/**
 * Reads the state of all queues of a Redis server and of their workers.
 * @param now milliseconds since 1970
 */
export async function readStatus(connection: Connection, now: number): Promise<Status> {
  const { client } = connection;
  const queues: QueueStatus[] = [];
  for (const [name, text] of Object.entries(await client.hgetall(KEYS.plans)).sort()) {
    const plan = parsePlan(name, text);
    const queue = await openQueue(connection, name);
    const { active, waiting } = await openJobs(queue);
    const completed = await queue.getCompletedCount();
    const failed = await queue.getFailed(0, -1);
    const recent = await queue.getCompleted(0, RECENT - 1);
    await queue.close();
    const left = waiting + active;
    queues.push({
      queue: name,
      units: plan.units,
      // Units that were finished before the run was enqueued have no job.
      done: Math.max(completed, plan.units - left - failed.length),
      active,
      waiting,
      parked: failed.map((job) => ({ unit: job.name, reason: parkedReason(job.failedReason) })),
      uncollected: await client.hlen(KEYS.parts(name)),
      ended: plan.endedAt !== undefined,
      ...rates(
        recent.map(({ finishedOn, returnvalue }) => ({ finishedOn, images: imagesOf(returnvalue) })),
        left,
        now,
      ),
    });
  }
  return { queues, workers: await readWorkers(connection, now) };
}

/** Translates BullMQ's reason for a failed job. */
export function parkedReason(reason: string | undefined): string {
  if (reason === 'job stalled more than allowable limit') return 'its worker died three times';
  return reason?.split('\n')[0] || 'unknown';
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

/** Reads the workers that reported within the hour. */
export async function readWorkers({ client }: Connection, now: number): Promise<Status['workers']> {
  const workers: Status['workers'][number][] = [];
  for (const [id, text] of Object.entries(await client.hgetall(KEYS.workers)).sort()) {
    const parsed = WorkerState.safeParse(JSON.parse(text));
    if (!parsed.success || now - parsed.data.at > FORGOTTEN_MS) {
      await client.hdel(KEYS.workers, id);
      continue;
    }
    workers.push({ ...parsed.data, silent: now - parsed.data.at > SILENT_MS });
  }
  return workers;
}
