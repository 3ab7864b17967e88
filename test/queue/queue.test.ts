import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcome } from '../accuracy/tiny-process.ts';
import { endWorker, runAlone, runQueued, startWorker, type TestWorker } from './cluster.ts';
import { hasRedis, startRedis, type TestRedis } from './redis-server.ts';
import { tinyRoot, tinySuite } from './tiny-suite.ts';

describe.skipIf(!hasRedis)('a queue on Redis', () => {
  let redis: TestRedis;
  let root: string;
  let runs: string;
  let workers: TestWorker[];
  beforeAll(async () => {
    redis = await startRedis();
    root = tinyRoot();
    runs = mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-'));
    workers = [];
    await runAlone(tinySuite(root, 4), join(runs, 'alone'));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(workers.map(endWorker));
    await redis.stop();
  }, 60_000);

  test('a worker and a coordinator give the run of one machine, byte for byte', async () => {
    workers.push(startWorker([redis.url, root, '5000', '1']));
    const { collected, log } = await runQueued(tinySuite(root, 4), redis.url, root, join(runs, 'queued'));
    expect(log).toEqual([]);
    expect(collected.parked).toEqual([]);
    expect(outcome(join(runs, 'queued'))).toEqual(outcome(join(runs, 'alone')));
  }, 120_000);
});
