import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { collectParts, enqueueSuite, explainRefusals, runWorker } from '../../../src/runs/queue/index.ts';
import { KEYS } from '../../../src/runs/queue/posted.ts';
import { tinyModels } from '../../accuracy/tiny-models.ts';
import { runCli } from '../../cli/cli.ts';
import { enqueueOptions, quiet, withRedis, workOnce } from './cluster.ts';
import { hasRedis, startRedis, type TestRedis } from './redis-server.ts';
import { tinyRoot, tinySuite } from './tiny-suite.ts';

describe.skipIf(!hasRedis)('what others wrote into Redis', () => {
  let redis: TestRedis;
  let root: string;
  const env = () => ({ FASTVIT_BENCH_REDIS: redis.url });
  beforeAll(async () => {
    redis = await startRedis();
    root = tinyRoot();
  });
  afterEach(() => withRedis(redis.url, ({ client }) => client.flushall()));
  afterAll(async () => await redis.stop(), 60_000);

  /** Posts a plan of ten units. @returns the name of its queue */
  const post = (name: string) =>
    withRedis(redis.url, async (connection) => {
      const hooks = { ...quiet, signal: new AbortController().signal };
      const out = join(mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-')), 'run');
      const enqueued = await enqueueSuite(
        tinySuite(root, 1, name),
        connection,
        enqueueOptions(root, out),
        hooks,
      );
      await enqueued.close();
      return enqueued.plan.queue;
    });
  const replace = (change: (client: Parameters<Parameters<typeof withRedis>[1]>[0]['client']) => unknown) =>
    withRedis(redis.url, async ({ client }) => void (await change(client)));

  test.each([
    '{',
    'null',
    '[]',
    '"text"',
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    '{"id": "w", "at": "now"}',
  ])('damaged worker entry %# is removed with one line, and hides nothing', async (entry) => {
    const queue = await post('damaged');
    await replace((client) => client.hset(KEYS.workers, 'w\u001b[2J', entry));
    const { code, stdout, stderr } = await runCli(['status'], { env: env() });
    expect(stderr).toBe(
      'removed the damaged entry of worker "w\\u001b[2J" from Redis; if the worker lives, it reports again within 5 s\n',
    );
    expect([code, stdout.includes(queue)]).toEqual([1, true]);
    expect((await runCli(['status'], { env: env() })).code).toBe(0);
  });

  test('a damaged worker entry does not end the coordinator', async () => {
    await withRedis(redis.url, async (connection) => {
      const stop = new AbortController();
      const log: string[] = [];
      const hooks = {
        ...quiet,
        signal: stop.signal,
        log: (line: string) => /damaged entry/.test(line) && log.push(line) && stop.abort(new Error('seen')),
      };
      const out = join(mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-')), 'run');
      const enqueued = await enqueueSuite(tinySuite(root, 1), connection, enqueueOptions(root, out), hooks);
      await connection.client.hset(KEYS.workers, 'w', '{');
      await expect(collectParts(enqueued, connection, { everyMs: 5 }, hooks)).rejects.toThrow('seen');
      await enqueued.close();
      expect(log).toHaveLength(1);
    });
  });

  test('a damaged plan hides no other, and --forget deletes it', async () => {
    const queue = await post('whole');
    await replace((client) =>
      client.hset(KEYS.plans, {
        'a:b': '{',
        [`${queue}x`]: JSON.stringify({ schema: 'fastvit-bench/queue@1' }),
      }),
    );
    const { code, stdout, stderr } = await runCli(['status'], { env: env() });
    expect([code, stdout.includes(queue)]).toEqual([1, true]);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^queue "a:b" is damaged in Redis \(not valid JSON: .*\); delete it with fastvit-bench status --forget/,
      ),
      expect.stringMatching(/^queue "fastvit-bench-whole-\w+x" is damaged in Redis \(queue: /),
    ]);
    for (const name of ['a:b', `${queue}x`])
      expect((await runCli(['status', '--forget', name], { env: env() })).stderr).toBe(`deleted ${name}\n`);
    expect((await runCli(['status'], { env: env() })).code).toBe(0);
  });

  test('a plan whose JSON is spaced differently is refused once', async () => {
    const queue = await post('spaced');
    const stop = new AbortController();
    const log: string[] = [];
    await withRedis(redis.url, async (connection) => {
      const { client } = connection;
      const plan = JSON.parse((await client.hget(KEYS.plans, queue)) as string);
      await client.hset(KEYS.plans, queue, JSON.stringify({ ...plan, units: 'many' }, null, 1));
      const options = {
        dataRoot: root,
        root,
        source: tinyModels,
        env: {},
        concurrency: 1,
        once: false,
        version: 'test',
      };
      let looks = 0;
      const { hgetall } = client;
      client.hgetall = (...args: unknown[]) => {
        if (++looks === 3) stop.abort();
        return (hgetall as (...args: unknown[]) => ReturnType<typeof hgetall>).apply(client, args);
      };
      const hooks = { signal: stop.signal, log: (line: string) => log.push(line) };
      const state = await runWorker(connection, { ...options, fetch: async (loaded) => loaded }, hooks);
      expect(state.units).toBe(0);
      expect(log).toEqual([expect.stringMatching(/is damaged in Redis \(units: /)]);
    });
  }, 30_000);

  test('a suite nested 5,000 levels deep is refused with one line', async () => {
    const queue = await post('deep');
    await withRedis(redis.url, async ({ client }) => {
      const plan = (await client.hget(KEYS.plans, queue)) as string;
      const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
      await client.hset(KEYS.plans, queue, plan.replace(/"suite":\{/, `"suite":{"x":${deep},`));
    });
    await expect(workOnce(redis.url, root)).rejects.toThrow('nested more than 200 levels deep');
  });

  test.each<[string, 'status' | 'worker', string]>([
    ['fastvit-bench:plans', 'status', 'hash'],
    ['fastvit-bench:plans', 'worker', 'hash'],
    ['fastvit-bench:workers', 'status', 'hash'],
    ['fastvit-bench:parts:*', 'status', 'hash'],
    ['fastvit-bench:parts:*', 'worker', 'hash'],
    ['bull:*:wait', 'status', 'list'],
    ['bull:*:wait', 'worker', 'list'],
    ['bull:*:meta', 'worker', 'hash'],
    ['bull:*:events', 'worker', 'stream'],
    ['bull:*:completed', 'worker', 'sorted set'],
  ])(
    '%s of another type ends %s with one line',
    async (pattern, command, expected) => {
      const queue = await post('types');
      const key = pattern.replace('*', queue);
      await replace(async (client) => {
        await client.del(key);
        await client.set(key, 'x');
      });
      const line = `${redis.url}: the key ${key} is a string, but fastvit-bench keeps a ${expected} there; delete it with redis-cli del, or use another database (redis://host:6379/1)`;
      if (command === 'status') {
        const { code, stderr } = await runCli(['status'], { env: env() });
        expect([code, stderr]).toEqual([2, `fastvit-bench: ${line}\n`]);
      } else {
        const log: string[] = [];
        await expect(
          withRedis(redis.url, (connection) =>
            explainRefusals(connection, () => workOnce(redis.url, root, { log })),
          ),
        ).rejects.toThrow(line);
        expect(log.filter((one) => !/^working on/.test(one))).toEqual([]);
      }
    },
    60_000,
  );

  test.each<[string, readonly string[], RegExp]>([
    ['no memory', ['--maxmemory', '1'], /Redis has no memory left; raise its maxmemory/],
    ['a replica', ['--replicaof', '127.0.0.1 1'], /read-only replica; give the address of its primary/],
  ])('a Redis with the flaw "%s" refuses with one line', async (_, args, reason) => {
    const other = await startRedis(args);
    try {
      const out = join(mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-')), 'run');
      const hooks = { ...quiet, signal: new AbortController().signal };
      const posting = withRedis(other.url, (connection) =>
        explainRefusals(connection, () =>
          enqueueSuite(tinySuite(root, 1), connection, enqueueOptions(root, out), hooks),
        ),
      );
      await expect(posting).rejects.toThrow(reason);
    } finally {
      await other.stop();
    }
  });
});
