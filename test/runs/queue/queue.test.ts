import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectParts, deleteQueue, enqueueSuite, readStatus } from '../../../src/runs/queue/index.ts';
import { accuracySections } from '../../../src/runs/suite/index.ts';
import { type Flaw, flawedModels } from '../../accuracy/bad-models.ts';
import { outcome } from '../../accuracy/tiny-process.ts';
import { chaos } from './chaos.ts';
import {
  endWorker,
  enqueueOptions,
  quiet,
  runAlone,
  runQueued,
  startWorker,
  until,
  withRedis,
  workOnce,
} from './cluster.ts';
import { hasRedis, startRedis, type TestRedis } from './redis-server.ts';
import { tinyRoot, tinySuite } from './tiny-suite.ts';

/** Two images, clean and under nine treatments. */
const IMAGES = 2;
const UNITS = 20;

describe.skipIf(!hasRedis)('a queue on Redis', () => {
  let redis: TestRedis;
  let root: string;
  let runs: string;
  beforeAll(async () => {
    redis = await startRedis();
    root = tinyRoot();
    runs = mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-'));
    await runAlone(tinySuite(root, IMAGES), join(runs, 'alone'));
  }, 120_000);
  afterAll(async () => await redis.stop(), 60_000);

  test('collecting logs once that there is no worker, and keeps waiting', async () => {
    const stop = new AbortController();
    const log: string[] = [];
    let looks = 0;
    const hooks = {
      ...quiet,
      signal: stop.signal,
      log: (line: string) => log.push(line),
      progress: () => ++looks === 12 && stop.abort(new Error('enough')),
    };
    await withRedis(redis.url, async (connection) => {
      const suite = tinySuite(root, IMAGES, 'lonely');
      const options = enqueueOptions(root, join(runs, 'lonely'));
      const enqueued = await enqueueSuite(suite, connection, options, hooks);
      await expect(collectParts(enqueued, connection, { everyMs: 5 }, hooks)).rejects.toThrow('enough');
      await enqueued.close();
      await deleteQueue(connection, enqueued.plan.queue);
    });
    expect(log.filter((line) => line.startsWith('waiting for a worker; start one'))).toHaveLength(1);
  });

  test.each<[Flaw, RegExp]>([
    ['nan', /^nan failed on the image .*: the logit of class 1 is NaN$/],
    ['file', /^file cannot be loaded/],
    ['hang', /^no answer for 5 s while opening the models$/],
  ])(
    'a model with the flaw "%s" is refused or its units are parked, in one line',
    async (flaw, reason) => {
      const { suite: tiny } = tinySuite(root, IMAGES, flaw);
      const [section] = accuracySections(tiny.accuracy);
      const suite = {
        ...tiny,
        accuracy: {
          ...section!,
          models: ['tiny_a', flaw],
          corruptions: [],
          timeoutSeconds: flaw === 'hang' ? 5 : 60,
        },
      };
      const stop = new AbortController();
      const hooks = { ...quiet, signal: stop.signal };
      const source = flawedModels();
      await withRedis(redis.url, async (connection) => {
        const loaded = { suite, resolved: suite, path: flaw };
        const options = { ...enqueueOptions(root, join(runs, flaw)), source };
        const enqueued = await enqueueSuite(loaded, connection, options, hooks);
        const collecting = collectParts(enqueued, connection, { everyMs: 50 }, hooks);
        const worked = workOnce(redis.url, root, { source }).catch(({ message }: Error) => message);
        if (flaw === 'nan') {
          // The other image cannot be read, so no model sees it.
          expect((await collecting).parked).toMatchObject([{ reason: expect.stringMatching(reason) }]);
          await worked;
        } else {
          expect(await worked).toMatch(reason);
          // The worker has ended, so the coordinator would wait for another one.
          stop.abort(new Error('enough'));
          await expect(collecting).rejects.toThrow('enough');
        }
        await deleteQueue(connection, enqueued.plan.queue);
        await enqueued.close();
      });
    },
    120_000,
  );

  test('enqueuing twice adds nothing, and every byte equals that of one machine', async () => {
    const suite = tinySuite(root, IMAGES);
    const hooks = { ...quiet, signal: new AbortController().signal };
    await withRedis(redis.url, async (connection) => {
      const enqueue = async () => {
        const enqueued = await enqueueSuite(
          suite,
          connection,
          enqueueOptions(root, join(runs, 'twice')),
          hooks,
        );
        await enqueued.close();
        return [enqueued.added, enqueued.known, enqueued.plan.queue];
      };
      const [, , queue] = await enqueue();
      expect(await enqueue()).toEqual([0, UNITS, queue]);
      expect((await workOnce(redis.url, root)).units).toBe(UNITS);
      expect(await enqueue()).toEqual([0, UNITS, queue]);
      const before = await readStatus(connection, Date.now());
      expect(before.queues).toMatchObject([
        {
          queue,
          units: UNITS,
          done: UNITS,
          active: 0,
          waiting: 0,
          parked: [],
          uncollected: UNITS,
          ended: false,
        },
      ]);
      expect(before.queues[0]!.unitsPerSecond).toBeGreaterThan(0);
      expect(before.queues[0]!.secondsLeft).toBe(0);
      const enqueued = await enqueueSuite(
        suite,
        connection,
        enqueueOptions(root, join(runs, 'twice')),
        hooks,
      );
      const { accuracy, run } = await collectParts(enqueued, connection, { everyMs: 100 }, hooks);
      await enqueued.close();
      expect(accuracy?.tooMany).toBe(false);
      expect(run.endedAt).toBeDefined();
      expect(outcome(join(runs, 'twice'))).toEqual(outcome(join(runs, 'alone')));
      const after = await readStatus(connection, Date.now());
      expect(after.queues).toMatchObject([{ ended: true, uncollected: 0 }]);

      // As dashboards open it: by name, with the default prefix.
      const dashboard = new Queue(queue as string, {
        connection: { host: '127.0.0.1', port: redis.port } as never,
      });
      const [job] = await dashboard.getJobs(['completed'], 0, 0);
      expect(job?.toJSON()).toMatchObject({
        name: expect.stringMatching(/^data\./),
        returnvalue: { images: 1 },
      });
      await dashboard.close();
    });
  }, 120_000);

  test('parts go to a shared folder; a unit that fails three times is parked with its reason and can be retried', async () => {
    const suite = tinySuite(root, IMAGES, 'shared');
    const out = join(runs, 'shared');
    const blocked = join(runs, 'a-file');
    writeFileSync(blocked, '');
    const queued = async (retry: boolean, parts: string) => {
      let posted = () => {};
      const isPosted = new Promise<void>((resolve) => {
        posted = resolve;
      });
      const collecting = runQueued(suite, redis.url, root, out, {
        shared: join(runs, 'parts'),
        retry,
        posted,
      });
      await Promise.race([isPosted, collecting]);
      await workOnce(redis.url, root, { shared: parts });
      return await collecting;
    };
    const { collected } = await queued(false, join(blocked, 'parts'));
    expect(collected.parked).toHaveLength(UNITS);
    expect(collected.parked[0]!.reason).toMatch(/ENOTDIR/);
    expect(collected.accuracy).toBeUndefined();
    await withRedis(redis.url, async (connection) => {
      const { queues } = await readStatus(connection, Date.now());
      expect(queues.find(({ queue }) => queue.includes('shared'))?.parked).toHaveLength(UNITS);
    });
    await withRedis(redis.url, async (connection) => {
      const enqueued = await enqueueSuite(suite, connection, enqueueOptions(root, out), {
        ...quiet,
        signal: new AbortController().signal,
      });
      await enqueued.close();
      expect(enqueued).toMatchObject({ added: 0, known: UNITS, parked: UNITS, retried: 0 });
    });
    expect((await queued(true, join(runs, 'parts'))).collected.parked).toEqual([]);
    const { records, ...parts } = outcome(out);
    const { records: expected, ...others } = outcome(join(runs, 'alone'));
    expect(parts).toEqual(others);
    expect(records).toBe(expected);
    // Collected parts are deleted from the shared folder.
    expect(readdirSync(join(runs, 'parts'))).toEqual([]);
  }, 180_000);

  test('a plan that every worker refuses ends with their reasons, and resumes once the cause is fixed', async () => {
    const suite = tinySuite(root, IMAGES, 'refused');
    const out = join(runs, 'refused');
    const other = tinyRoot();
    // This changes the index of every class.
    renameSync(join(other, 'data/ant'), join(other, 'data/zebra'));
    const worker = startWorker([redis.url, other]);
    try {
      const { collected } = await runQueued(suite, redis.url, root, out);
      expect(collected.refused).toEqual([
        expect.stringMatching(
          /^\S+: refused queue fastvit-bench-refused-\w+: .* under the data root differ: .*$/,
        ),
      ]);
      expect(collected.parked).toEqual([]);
      expect(collected.run.endedAt).toBeUndefined();
      renameSync(join(other, 'data/zebra'), join(other, 'data/ant'));
      expect((await runQueued(suite, redis.url, root, out)).collected.refused).toEqual([]);
      expect(outcome(out)).toEqual(outcome(join(runs, 'alone')));
    } finally {
      await endWorker(worker);
    }
  }, 120_000);

  test('parts in another shared folder than the coordinator reads are an error', async () => {
    const worker = startWorker([redis.url, root, '30000', '2', join(runs, 'there')]);
    try {
      const suite = tinySuite(root, 1, 'elsewhere');
      const looking = runQueued(suite, redis.url, root, join(runs, 'elsewhere'), {
        shared: join(runs, 'here'),
      });
      await expect(looking).rejects.toThrow(
        /is neither in Redis nor in .*here, .* set --shared of worker and enqueue to the same folder$/,
      );
    } finally {
      await endWorker(worker);
    }
  }, 120_000);

  test('an interrupted worker returns its unit at once', async () => {
    const abort = new AbortController();
    const hooks = { ...quiet, signal: abort.signal };
    await withRedis(redis.url, async (connection) => {
      const suite = tinySuite(root, IMAGES, 'interrupted');
      const enqueued = await enqueueSuite(
        suite,
        connection,
        enqueueOptions(root, join(runs, 'interrupted')),
        hooks,
      );
      const worker = startWorker([redis.url, root, '600000', '1']);
      await until('a unit is in work', async () => (await enqueued.queue.getActiveCount()) > 0);
      await endWorker(worker);
      expect(worker.said()).toMatch(/\d+ units done, 0 failed/);
      // With a lock of ten minutes, the unit cannot have expired.
      const counts = await enqueued.queue.getJobCounts('active', 'waiting', 'completed', 'failed');
      expect(counts).toMatchObject({ active: 0, failed: 0 });
      expect(counts.waiting! + counts.completed!).toBe(UNITS);
      await enqueued.queue.obliterate({ force: true });
      await connection.client.del('fastvit-bench:plans');
      await enqueued.close();
    });
  }, 120_000);
});

test.skipIf(!hasRedis)(
  'with a killed worker, one paused beyond its lock and a killed Redis, every byte equals that of one machine',
  async () => {
    const root = tinyRoot();
    const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-'));
    const { units, takenBack, queued, parts, expected } = await chaos(tinySuite(root, 4), root, folder);
    expect(units).toBe(40);
    expect(new Set(takenBack).size).toBe(2);
    expect(queued.collected.parked).toEqual([]);
    expect(parts).toEqual(expected);
    expect(readFileSync(join(folder, 'queued', 'run.json'), 'utf8')).not.toContain('redis://');
  },
  240_000,
);
