import { join } from 'node:path';
import { type Job, Queue } from 'bullmq';
import type { Connection } from '../../../src/runs/queue/index.ts';
import { KEYS } from '../../../src/runs/queue/posted.ts';
import type { LoadedSuite } from '../../../src/runs/suite/index.ts';
import { outcome } from '../../accuracy/tiny-process.ts';
import {
  endWorker,
  type QueueRun,
  runAlone,
  runQueued,
  startWorker,
  type TestWorker,
  until,
  withRedis,
} from './cluster.ts';
import { startRedis } from './redis-server.ts';

export interface Chaos {
  readonly units: number;
  /** Units that were taken back from a worker that did not answer. */
  readonly takenBack: readonly string[];
  readonly queued: QueueRun;
  readonly parts: Record<string, string>;
  readonly expected: Record<string, string>;
  readonly said: readonly string[];
}

/** Short to keep the test short, but longer than a lock renewal on a loaded machine. */
const LOCK_MS = 4000;

/**
 * Runs three workers on one queue. The first is killed during a unit; the second is paused during a unit until its lock
 * has expired and another worker has the unit. Meanwhile Redis is killed and restarted.
 *
 * @param folder for the runs
 */
export async function chaos(suite: LoadedSuite, root: string, folder: string): Promise<Chaos> {
  await runAlone(suite, join(folder, 'alone'));
  const redis = await startRedis();
  const workers = [0, 1, 2].map(() => startWorker([redis.url, root, String(LOCK_MS), '1']));
  try {
    await until('all workers are there', () => workers.every((worker) => /ready/.test(worker.said())));
    const [killed, paused, spare] = workers as [TestWorker, TestWorker, TestWorker];
    // One worker at a time until both accidents have happened, since several would finish before.
    paused.child.kill('SIGSTOP');
    spare.child.kill('SIGSTOP');
    const collecting = runQueued(suite, redis.url, root, join(folder, 'queued'));
    const takenBack = await withRedis(redis.url, async (connection) => {
      const queue = await theQueue(connection);
      try {
        const first = await freezeInUnit(killed, queue);
        killed.child.kill('SIGKILL');
        paused.child.kill('SIGCONT');
        const second = await freezeInUnit(paused, queue);
        spare.child.kill('SIGCONT');
        await redis.restart();
        const elsewhere = async (job: Job) =>
          ((await queue.getJob(job.id as string))?.stalledCounter ?? 0) > 0;
        await until('the paused unit is taken back', () => elsewhere(second));
        await until('the unit of the dead worker is taken back', () => elsewhere(first));
        paused.child.kill('SIGCONT');
        return [first.name, second.name];
      } finally {
        await queue.close();
      }
    });
    const queued = await collecting;
    await Promise.all(workers.map(endWorker));
    return {
      units: Object.keys(outcome(join(folder, 'alone'))).length - 1,
      takenBack,
      queued,
      parts: outcome(join(folder, 'queued')),
      expected: outcome(join(folder, 'alone')),
      said: workers.map((worker) => worker.said()),
    };
  } finally {
    for (const { child } of workers) child.kill('SIGKILL');
    await redis.stop();
  }
}

/** Stops a worker while it evaluates a unit, so that it can neither finish nor lose it. */
async function freezeInUnit({ child, said }: TestWorker, queue: Queue): Promise<Job> {
  let found: Job | undefined;
  await until(
    `${child.pid} is in the middle of a unit`,
    async () => {
      if (!/working on/.test(said())) return false;
      child.kill('SIGSTOP');
      const active = await queue.getActive();
      found = active.find((job) => job.processedBy?.split(':')[1] === String(child.pid));
      if (found === undefined) child.kill('SIGCONT');
      return found !== undefined;
    },
    60,
  );
  return found as Job;
}

async function theQueue(connection: Connection): Promise<Queue> {
  let names: string[] = [];
  await until('the plan is posted', async () => {
    names = await connection.client.hkeys(KEYS.plans);
    return names.length > 0;
  });
  const queue = new Queue(names[0] as string, { connection: connection.client });
  queue.on('error', () => {});
  return queue;
}
