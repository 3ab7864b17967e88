// Throughput of two workers against one, each pinned to a core, and what the queue costs per unit: in CPU time, since
// cores may be shared, and by the clock. Arms alternate.
// `npm run bench -- queue [rounds, default 3] [units per arm, default 8] [images per unit, default 64]`
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelSource } from '../../src/runs/execute/index.ts';
import { connectRedis, enqueueSuite } from '../../src/runs/queue/index.ts';
import { UnitResult } from '../../src/runs/queue/posted.ts';
import { parseSuite } from '../../src/runs/suite/index.ts';
import { median } from '../../src/stats/index.ts';
import { endWorker, quiet, startWorker, type TestWorker, until } from '../runs/queue/cluster.ts';
import { startRedis } from '../runs/queue/redis-server.ts';

const [rounds = 3, units = 8, images = 64] = process.argv.slice(2).map(Number);
const pinned = canPin();
const root = mkdtempSync(join(tmpdir(), 'fastvit-bench-scale-'));
mkdirSync(join(root, 'data/n01440764'), { recursive: true });
const photo = fileURLToPath(new URL('../fixtures/pixels/images/photo_640x427_422.jpg', import.meta.url));
for (let i = 0; i < units * images; i++) cpSync(photo, join(root, 'data/n01440764', `${i}.jpg`));
const redis = await startRedis();
const arms: Arm[] = [];
try {
  for (let round = 0; round < rounds; round++) {
    // A B, then B A.
    for (const workers of round % 2 === 0 ? [1, 2] : [2, 1]) arms.push(await measure(workers, round));
  }
} finally {
  await redis.stop();
  rmSync(root, { recursive: true, force: true });
}
const of = (workers: number) => arms.filter((arm) => arm.workers === workers);
const pairs = of(1).map((one, at) => [one, of(2)[at] as Arm] as const);
const byCpu = pairs.map(([one, two]) => two.rate / one.rate);
const byClock = pairs.map(([one, two]) => one.clock / two.clock);
const overhead = arms.map(({ queueCpu, unitCpu }) => queueCpu / unitCpu);
const share = arms.map(({ idle }) => idle);
const seconds = arms.flatMap((arm) => arm.seconds);
const show = (values: readonly number[], digits = 2) =>
  `${median(values).toFixed(digits)} (${values.map((v) => v.toFixed(digits)).join(', ')})`;
console.log(
  `${rounds} rounds of ${units} units on ${cpus()[0]?.model}${pinned ? ', each worker pinned to a core' : ', not pinned'}`,
);
console.log(
  `throughput of two workers over one, in units per CPU second, summed over the workers: ${show(byCpu)}`,
);
console.log(`the same, by the clock: ${show(byClock)}`);
console.log(
  `one unit: median ${median(seconds).toFixed(2)} s by the clock, ${median(arms.map((a) => a.unitCpu / units)).toFixed(2)} s of CPU time`,
);
console.log(
  `queue (worker without its evaluator, and Redis) over evaluation, in CPU time: ${show(overhead.map((v) => 100 * v))} %`,
);
console.log(
  `Redis: ${(1000 * median(arms.map((arm) => arm.redisCpu / units))).toFixed(2)} ms of CPU time per unit`,
);
console.log(`share of the time in which a worker had no unit: ${show(share.map((v) => 100 * v))} %`);
writeFileSync(
  join(tmpdir(), 'fastvit-bench-units.json'),
  JSON.stringify({
    machine: cpus()[0]?.model,
    images,
    seconds: seconds.map((v) => Number(v.toFixed(3))),
  }),
);

interface Arm {
  readonly workers: number;
  /** Seconds from the first unit taken to the last one done. */
  readonly clock: number;
  /** Units a processor second of each worker with its evaluator, summed: the rate, if each had its core alone. */
  readonly rate: number;
  readonly unitCpu: number;
  readonly queueCpu: number;
  readonly redisCpu: number;
  readonly idle: number;
  readonly seconds: readonly number[];
}

async function measure(workers: number, round: number): Promise<Arm> {
  const suite = parseSuite(
    {
      name: `bench-${round}-${workers}`,
      seed: round,
      accuracy: {
        data: join(root, 'data'),
        models: ['fastvit_t8'],
        weights: 'seed:0',
        corruptions: [],
        unitImages: images,
        limit: units * images,
      },
    },
    'bench',
  );
  const connection = await connectRedis({ url: redis.url, onNote() {} });
  const hooks = { ...quiet, signal: new AbortController().signal };
  const options = {
    dataRoot: root,
    root,
    out: join(root, suite.name),
    retry: false,
    command: [],
    env: {},
    source: modelSource,
  };
  const enqueued = await enqueueSuite({ suite, resolved: suite, path: 'bench' }, connection, options, hooks);
  await enqueued.queue.pause();
  const started: TestWorker[] = [];
  try {
    for (let at = 0; at < workers; at++)
      started.push(
        startWorker(
          [redis.url, root, '30000', '1', '', 'registry'],
          './tiny-worker.ts',
          pinned ? ['taskset', '-c', String(at)] : [],
        ),
      );
    await until('workers have opened their models', () =>
      started.every(({ said }) => /working on/.test(said())),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = started.map(({ child }) => cpuOf(child.pid as number));
    const redisBefore = await redisCpu();
    await enqueued.queue.resume();
    await until('all units are done', async () => (await enqueued.queue.getCompletedCount()) === units, 280);
    const after = started.map(({ child }) => cpuOf(child.pid as number));
    const redisAfter = await redisCpu();
    const jobs = await enqueued.queue.getCompleted(0, -1);
    const results = jobs.map((job) => UnitResult.parse(job.returnvalue));
    const clock =
      (Math.max(...jobs.map((job) => job.finishedOn ?? 0)) -
        Math.min(...jobs.map((job) => job.processedOn ?? 0))) /
      1000;
    const own = after.map(({ own: now }, at) => now - before[at]!.own);
    const evaluators = after.map(({ children }, at) => children - before[at]!.children);
    return {
      workers,
      clock,
      rate: sum(
        own.map((cpu, at) => {
          const pid = String(started[at]!.child.pid);
          const done = results.filter(({ worker }) => worker.split(':')[1] === pid).length;
          return done / (cpu + evaluators[at]!);
        }),
      ),
      unitCpu: sum(evaluators),
      queueCpu: sum(own) + redisAfter - redisBefore,
      redisCpu: redisAfter - redisBefore,
      idle: Math.max(0, 1 - sum(results.map((result) => result.seconds)) / (clock * workers)),
      seconds: results.map((result) => result.seconds),
    };
  } finally {
    await Promise.all(started.map(endWorker));
    await enqueued.queue.obliterate({ force: true });
    await connection.client.del('fastvit-bench:plans');
    await enqueued.close();
    connection.close();
  }

  async function redisCpu(): Promise<number> {
    const info = await connection.client.info('cpu');
    return [...info.matchAll(/used_cpu_(?:sys|user):([\d.]+)/g)].reduce(
      (total, [, text]) => total + Number(text),
      0,
    );
  }
}

/** Reads the CPU seconds of a process and its children so far, from /proc. */
function cpuOf(pid: number): { own: number; children: number } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return { own: ticks(pid), children: sum(children.map((child) => ticks(Number(child)))) };
}

function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
