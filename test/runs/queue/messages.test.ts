import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf, type UserError } from '../../../src/files/errors.ts';
import { confinedPath, confinedSuite, relativeSuite } from '../../../src/runs/queue/confine.ts';
import { enqueueSuite, redactUrl } from '../../../src/runs/queue/index.ts';
import { KEYS } from '../../../src/runs/queue/posted.ts';
import { runCli } from '../../cli/cli.ts';
import { enqueueOptions, quiet, withRedis, workOnce } from './cluster.ts';
import { freePort, hasRedis, startRedis, type TestRedis } from './redis-server.ts';
import { tinyRoot, tinySuite } from './tiny-suite.ts';

const SECRET = 'correct-horse-battery';

/** Runs a command that is refused, and returns its one line on stderr. */
async function refusal(argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, { env });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr.trim();
}

function suiteFile(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'fastvit-bench-suite-')), 'suite.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const small = {
  name: 'small',
  accuracy: { data: 'data', models: ['fastvit_t8'], weights: 'seed:0', resolution: 64 },
};

describe('without Redis, one clear line', () => {
  test('for a missing, an invalid and an unreachable address', async () => {
    const suite = suiteFile(small);
    for (const command of [['enqueue', suite], ['worker'], ['status']]) {
      expect(await refusal(command)).toMatch(/no Redis address; give --redis redis:\/\/host:6379/);
      expect(await refusal([...command, '--redis', `http://u:${SECRET}@host`])).toBe(
        'fastvit-bench: --redis is not the address of a Redis server; give redis://host:6379, or rediss://... for TLS',
      );
    }
    const port = await freePort();
    const env = { FASTVIT_BENCH_REDIS: `redis://user:${SECRET}@127.0.0.1:${port}` };
    const line = await refusal(['status'], env);
    expect(line).toContain(`redis://127.0.0.1:${port}: cannot reach Redis (connect ECONNREFUSED`);
    expect(line).not.toContain(SECRET);
  });

  test('for a shared folder that cannot be created', async () => {
    const file = suiteFile(small);
    const args = ['worker', '--redis', 'redis://127.0.0.1:1', '--shared', join(file, 'parts')];
    expect(await refusal(args)).toBe(
      `fastvit-bench: cannot write the shared folder ${join(file, 'parts')}: part of the path is a file, not a folder`,
    );
  });

  test('for an invalid suite, before Redis is contacted', async () => {
    const redis = ['--redis', `redis://127.0.0.1:${await freePort()}`];
    const unknown = suiteFile({ ...small, acuracy: {} });
    expect(await refusal(['enqueue', unknown, ...redis])).toMatch(
      /unknown key "acuracy"; did you mean "accuracy"\?/,
    );
    const latency = suiteFile({ name: 'small', latency: { models: ['fastvit_t8'], resolutions: [64] } });
    expect(await refusal(['enqueue', latency, ...redis])).toMatch(
      /has no "accuracy" section, so there is nothing to enqueue/,
    );
  });

  test('an address is shown without its secrets', () => {
    expect(redactUrl(`rediss://user:${SECRET}@host:6380/2?password=${SECRET}`)).toBe('rediss://host:6380');
    expect(redactUrl(SECRET)).toBe('the address of Redis');
  });
});

describe('a suite from the queue is confined to the data root', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fastvit-bench-root-')));
  mkdirSync(join(root, 'val'));
  mkdirSync(join(root, 'models'));
  writeFileSync(join(root, 'models/a.onnx'), '');
  const suiteWith = (change: Record<string, unknown>) => ({
    name: 'q',
    accuracy: { data: 'val', models: ['fastvit_t8'], weights: 'seed:0', ...change },
  });

  test.each<[string, Record<string, unknown>]>([
    ['a path upwards', { data: '../etc' }],
    ['a path upwards from within', { data: 'val/../../etc' }],
    ['an absolute path', { data: '/etc' }],
    ['a path of Windows', { data: '..\\etc' }],
    ['labels elsewhere', { labels: '../labels.json' }],
    ['weights elsewhere', { weights: '/root/weights.pth' }],
    ['weights that begin like a name', { weights: 'shipped/../../x.pth' }],
    ['weights that begin like a name', { weights: 'hf-copy/../../x.pth' }],
    ['a model elsewhere', { models: [{ onnx: '../../model.onnx' }] }],
    ['a variant with a file', { models: [{ extends: 'fastvit_t8', id: 'v', onnx: '/etc/passwd' }] }],
  ])('%s', (_, change) => {
    expect(() => confinedSuite(suiteWith(change), root, 'q')).toThrow(
      /^queue q: accuracy\..* is outside the data root$/,
    );
  });

  test('other sections and unknown keys are refused, and paths inside the root are resolved', () => {
    const latency = { ...suiteWith({}), latency: { models: ['fastvit_t8'], resolutions: [64] } };
    expect(() => confinedSuite(latency, root, 'q')).toThrow('queue q: "latency" cannot be run from a queue');
    expect(() => confinedSuite({ ...suiteWith({}), claims: '/etc/passwd' }, root, 'q')).toThrow(
      '"claims" cannot be run',
    );
    expect(() => confinedSuite({ ...suiteWith({}), run: 'rm' }, root, 'q')).toThrow('unknown key "run"');
    const suite = confinedSuite(suiteWith({ models: [{ onnx: 'models/a.onnx' }] }), root, 'q');
    expect(suite.accuracy).toMatchObject([
      { data: join(root, 'val'), models: [{ onnx: join(root, 'models/a.onnx') }] },
    ]);
    expect(relativeSuite(suite, root).accuracy).toMatchObject([
      { data: 'val', models: [{ onnx: 'models/a.onnx' }] },
    ]);
    expect(() => confinedSuite(suiteWith({ weights: '/etc/passwd' }), root, 'q')).toThrow(
      'queue q: accuracy.weights: unknown weights source "/etc/passwd"',
    );
    expect(() => relativeSuite(suite, '/elsewhere')).toThrow(
      `accuracy.data is ${join(root, 'val')}, outside the data root /elsewhere; set --data-root to a folder that contains it`,
    );
  });
});

test('only a path that leads outside the data root has the code outside-root', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fastvit-bench-root-')));
  symlinkSync(tmpdir(), join(root, 'link'));
  const codeOf = (name: string) => {
    try {
      return confinedPath(join(root, name), root, 'an image');
    } catch (error) {
      return (error as UserError).code;
    }
  };
  expect(codeOf('link')).toBe('outside-root');
  expect(codeOf('leads outside/a.png')).toBeUndefined();
});

describe.skipIf(!hasRedis)('with a Redis that requires a password, one clear line', () => {
  let redis: TestRedis;
  let url: string;
  let root: string;
  let posted: Record<string, unknown>;
  beforeAll(async () => {
    redis = await startRedis(['--requirepass', SECRET]);
    url = redis.url.replace('://', `://:${SECRET}@`);
    root = tinyRoot();
    posted = await withRedis(url, async (connection) => {
      const hooks = { ...quiet, signal: new AbortController().signal };
      const enqueued = await enqueueSuite(
        tinySuite(root, 1),
        connection,
        enqueueOptions(root, join(root, 'run')),
        hooks,
      );
      await enqueued.close();
      return { ...enqueued.plan };
    });
  }, 60_000);
  afterAll(async () => await redis.stop());

  /** Changes the posted plan and returns what a worker logs about it. */
  async function workerLogs(change: Record<string, unknown>, dataRoot = root): Promise<string> {
    const plan = { ...posted, ...change };
    await withRedis(url, ({ client }) => client.hset(KEYS.plans, String(posted.queue), JSON.stringify(plan)));
    const log: string[] = [];
    const thrown = await workOnce(url, dataRoot, { log }).then(() => undefined, messageOf);
    expect(log).toEqual([thrown]);
    return log[0] as string;
  }

  test('for a missing and a wrong password', async () => {
    expect(await refusal(['status', '--redis', redis.url])).toMatch(/the password is missing/);
    const wrong = redis.url.replace('://', '://:not-the-one@');
    const line = await refusal(['worker', '--redis', wrong]);
    expect(line).toMatch(/Redis rejects the user or password; check the address/);
    expect(line).not.toContain('not-the-one');
  });

  test('for TLS that the server does not have', async () => {
    const secure = redis.url.replace('redis:', 'rediss:');
    expect(await refusal(['status', '--redis', secure])).toMatch(
      /no answer from Redis .* rediss:\/\/ with TLS|cannot reach/,
    );
  });

  test('for another version, a newer queue, other images, other weights and a damaged plan', async () => {
    const versions = { ...(posted.versions as object), 'onnxruntime-node': '1.0.0' };
    expect(await workerLogs({ versions })).toMatch(
      /^refused queue .*: it was enqueued with onnxruntime-node 1\.0\.0, and this machine has .*; install the same version/,
    );
    expect(await workerLogs({ schema: 'fastvit-bench/queue@99' })).toMatch(
      /written by a newer fastvit-bench/,
    );
    expect(await workerLogs({ units: 'many' })).toMatch(/is damaged in Redis \(units: /);
    expect(await workerLogs({ suite: { name: 'tiny', run: 1 } })).toMatch(/unknown key "run"/);
    const models = (posted.models as { digest: string }[]).map((model) => ({
      ...model,
      digest: '0'.repeat(64),
    }));
    expect(await workerLogs({ models })).toMatch(
      /the weights of tiny_a \(seed:0\) differ: digest 000000000000 in the queue, \w{12} on this machine/,
    );
    const other = mkdtempSync(join(tmpdir(), 'fastvit-bench-root-'));
    cpSync(join(root, 'data'), join(other, 'data'), { recursive: true });
    // This changes the index of every class.
    renameSync(join(other, 'data/ant'), join(other, 'data/zebra'));
    expect(await workerLogs({}, other)).toMatch(/the images or labels under the data root differ/);
  }, 60_000);

  test('for a model with other classes than the dataset, before anything is posted', async () => {
    const suite = suiteFile({ ...small, accuracy: { ...small.accuracy, data: join(root, 'data') } });
    const out = join(root, 'none');
    const before = await withRedis(url, ({ client }) => client.keys('*'));
    const args = ['enqueue', suite, '--redis', url, '--data-root', root, '--out', out];
    expect(await refusal(args)).toMatch(
      /fastvit_t8 has 1000 classes and data has 4; evaluate a model with 4/,
    );
    expect(existsSync(out)).toBe(false);
    expect(await withRedis(url, ({ client }) => client.keys('*'))).toEqual(before);
  });

  test('for a link that leads outside the data root', async () => {
    const linked = mkdtempSync(join(tmpdir(), 'fastvit-bench-root-'));
    symlinkSync(join(root, 'data'), join(linked, 'data'));
    expect(await workerLogs({}, linked)).toMatch(/leads outside the data root/);
  });

  test('a password appears in no file of the run and nowhere in Redis', async () => {
    for (const name of readdirSync(join(root, 'run')))
      if (/json/.test(name)) expect(readFileSync(join(root, 'run', name), 'utf8')).not.toContain(SECRET);
    const { code, stdout, stderr } = await runCli(['status', '--json'], {
      env: { FASTVIT_BENCH_REDIS: url },
    });
    expect([code, `${stdout}${stderr}`.includes(SECRET)]).toEqual([0, false]);
    expect(JSON.parse(stdout).queues).toMatchObject([{ units: 10, waiting: 10 }]);
    await withRedis(url, async ({ client }) => {
      for (const key of await client.keys('*'))
        expect((await client.dumpBuffer(key))?.includes(SECRET)).toBe(false);
    });
    const table = await runCli(['status'], { env: { FASTVIT_BENCH_REDIS: url } });
    expect(table.stdout).toMatch(
      /^queue +done +active +waiting +parked .*\nfastvit-bench-tiny-\w{8} +0\/10 +0 +10 +0 /,
    );
  });
});
