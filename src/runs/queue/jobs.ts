import type { Job, Queue } from 'bullmq';
import type { PreparedUnit } from '../../accuracy/evaluation/index.ts';
import { type Connection, loadBullmq } from './redis.ts';

/** Opens the queue of a plan. @throws UserError if BullMQ is not installed */
export async function openQueue({ client }: Connection, name: string): Promise<Queue> {
  const { Queue } = await loadBullmq();
  const queue = new Queue(name, { connection: client });
  queue.on('error', () => {}); // the connection reports outages
  return queue;
}

/** Counts the jobs of a queue that are not finished. */
export async function openJobs(queue: Queue): Promise<{ readonly active: number; readonly waiting: number }> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
  const { waiting = 0, active = 0, delayed = 0, prioritized = 0 } = counts;
  return { active, waiting: waiting + delayed + prioritized };
}

/**
 * Adds a job for each unit that has none. The job's id is the identity of the unit.
 * @returns number of new jobs
 */
export async function addUnits(
  queue: Queue,
  { client }: Pick<Connection, 'client'>,
  units: readonly PreparedUnit[],
): Promise<number> {
  let added = 0;
  for (let at = 0; at < units.length; at += CHUNK) {
    const chunk = units.slice(at, at + CHUNK);
    const asked = client.pipeline();
    for (const { identity } of chunk) asked.exists(queue.toKey(identity));
    const answers = (await asked.exec()) ?? [];
    const fresh = chunk.filter((_, index) => answers[index]?.[1] === 0);
    added += fresh.length;
    await queue.addBulk(
      fresh.map(({ id, identity, from, to }) => ({
        name: id,
        data: { unit: id, images: to - from },
        opts: {
          jobId: identity,
          attempts: 3,
          backoff: { type: 'exponential', delay: 1000 },
          stackTraceLimit: 0,
        },
      })),
    );
  }
  return added;
}

/** Units per bulk insertion. */
const CHUNK = 500;

/** Returns the failed jobs of some units. */
export async function parkedAmong(queue: Queue, units: readonly PreparedUnit[]): Promise<Job[]> {
  const wanted = new Set(units.map(({ identity }) => identity));
  return (await queue.getFailed(0, -1)).filter(({ id }) => id !== undefined && wanted.has(id));
}

/** Adds jobs again instead of retrying them, so that their failures are counted from zero. */
export async function retryParked(queue: Queue, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) {
    const { name, data, opts } = job;
    await job.remove();
    await queue.add(name, data, opts);
  }
}

/** Adds a unit whose part was lost, whatever became of its job. */
export async function addAgain(unit: PreparedUnit, queue: Queue, connection: Connection): Promise<void> {
  const job = await queue.getJob(unit.identity);
  // A locked job is being worked on, and cannot be removed.
  await job?.remove().catch(() => {});
  await addUnits(queue, connection, [unit]);
}

/** Translates BullMQ's reason for a failed job. */
export function parkedReason(reason: string | undefined): string {
  if (reason === 'job stalled more than allowable limit') return 'its worker died three times';
  return reason?.split('\n')[0] || 'unknown';
}
