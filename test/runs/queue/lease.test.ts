import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Connection,
  collectParts,
  deleteQueue,
  type Enqueued,
  enqueueSuite,
  readStatus,
} from '../../../src/runs/queue/index.ts';
import { KEYS } from '../../../src/runs/queue/posted.ts';
import { runCli } from '../../cli/cli.ts';
import { enqueueOptions, quiet, until, withRedis, workOnce } from './cluster.ts';
import { hasRedis, startRedis, type TestRedis } from './redis-server.ts';
import { tinyRoot, tinySuite } from './tiny-suite.ts';

describe.skipIf(!hasRedis)('a queue has one coordinator', () => {
  let redis: TestRedis;
  let root: string;
  let runs: string;
  beforeAll(async () => {
    redis = await startRedis();
    root = tinyRoot();
    runs = mkdtempSync(join(tmpdir(), 'fastvit-bench-lease-'));
  });
  afterAll(async () => await redis.stop(), 60_000);

  const enqueue = (connection: Connection, name: string, out: string, log: string[] = []) =>
    enqueueSuite(tinySuite(root, 1, name), connection, enqueueOptions(root, join(runs, out)), {
      ...quiet,
      signal: new AbortController().signal,
      log: (line) => log.push(line),
    });
  const collect = (enqueued: Enqueued, connection: Connection) =>
    collectParts(enqueued, connection, { everyMs: 20 }, { ...quiet, signal: new AbortController().signal });
  /** What happens after 30 s without a renewal. */
  const expire = ({ client }: Connection, { plan }: Enqueued) => client.del(KEYS.coordinating(plan.queue));
  const parts = (out: string) => readdirSync(join(runs, out, 'predictions'));

  test('the second is refused before it creates anything, and may go on once the first has ended', async () => {
    await withRedis(redis.url, async (connection) => {
      const first = await enqueue(connection, 'pair', 'pair-a');
      const error = await enqueue(connection, 'pair', 'pair-b').catch((error: Error) => error);
      expect(String(error)).toMatch(
        new RegExp(
          `^UserError: queue ${first.plan.queue} has a coordinator already: process ${process.pid} on "${hostname()}", which has been collecting into ".*pair-a" since "20.*Z"; wait until it ends, or stop it with Ctrl-C`,
        ),
      );
      expect(existsSync(join(runs, 'pair-b'))).toBe(false);
      const env = { FASTVIT_BENCH_REDIS: redis.url };
      const { stdout } = await runCli(['status'], { env });
      expect(stdout).toContain(`${first.plan.queue}: process ${process.pid} on "${hostname()}", which`);
      await first.close();
      expect((await runCli(['status'], { env })).stdout).not.toContain('which has been collecting');
      const second = await enqueue(connection, 'pair', 'pair-b');
      const [collected] = await Promise.all([collect(second, connection), workOnce(redis.url, root)]);
      expect(collected.parked).toEqual([]);
      await second.close();
      expect(await connection.client.keys('fastvit-bench:coord*')).toEqual([]);
    });
  }, 60_000);

  test('the first stops before it writes if it was suspended and another has the queue', async () => {
    await withRedis(redis.url, async (connection) => {
      const first = await enqueue(connection, 'paused', 'paused-a');
      let second: Enqueued | undefined;
      // Again if the first has just renewed its lease, as it does every 10 s here.
      for (; second === undefined; await expire(connection, first))
        second = await enqueue(connection, 'paused', 'paused-b').catch(() => undefined);
      await workOnce(redis.url, root);
      await expect(collect(first, connection)).rejects.toThrow(
        /^stopped collecting queue \S+ into .*paused-a, .* 30 s or more: its coordinator is now process .*paused-b".*; to collect the rest here, run the same command again/,
      );
      expect(parts('paused-a')).toEqual([]);
      await first.close(); // leaves the lease to the second
      expect((await collect(second, connection)).parked).toEqual([]);
      await second.close();
      expect(parts('paused-b')).toHaveLength(10);
    });
  }, 60_000);

  test('the first stops if another has finished the queue, or it was deleted', async () => {
    await withRedis(redis.url, async (connection) => {
      const first = await enqueue(connection, 'deleted', 'deleted-a');
      await deleteQueue(connection, first.plan.queue);
      await expect(collect(first, connection)).rejects.toThrow(
        'another coordinator finished it, or it was deleted from Redis',
      );
      await first.close();
    });
  });

  test('a lease that expired while Redis was away is renewed if nobody else took it', async () => {
    await withRedis(redis.url, async (connection) => {
      const only = await enqueue(connection, 'away', 'away');
      await expire(connection, only);
      await only.lease.run();
      expect(await connection.client.pttl(KEYS.coordinating(only.plan.queue))).toBeGreaterThan(0);
      await deleteQueue(connection, only.plan.queue);
      await only.close();
    });
  });

  test('the lease of a process that was killed on this machine is waited for', async () => {
    await withRedis(redis.url, async (connection) => {
      const log: string[] = [];
      const first = await enqueue(connection, 'killed', 'killed-a');
      const entry = JSON.parse((await connection.client.hget(KEYS.coordinators, first.plan.queue)) as string);
      const dead = JSON.stringify({ ...entry, pid: 2 ** 30 });
      await connection.client.hset(KEYS.coordinators, first.plan.queue, dead);
      const resumed = enqueue(connection, 'killed', 'killed-b', log);
      await until('the second waits', () => log.length > 0);
      expect(log[0]).toBe(
        `process ${2 ** 30} ended without releasing queue ${first.plan.queue}; waiting up to 30 s until its lease expires`,
      );
      await expire(connection, first);
      await (await resumed).close();
      await first.close();
      await deleteQueue(connection, first.plan.queue);
      expect((await readStatus(connection, Date.now())).queues.map(({ queue }) => queue)).not.toContain(
        first.plan.queue,
      );
    });
  }, 60_000);
});
