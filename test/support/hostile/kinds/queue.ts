import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { KEYS } from '../../../../src/runs/queue/posted.ts';
import { writePhotos, writeSmallModel } from '../base-files.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutatedJson, TEXTS } from '../json.ts';
import type { Kind, Scene } from '../kind.ts';
import { runHere } from '../run.ts';

/** A Redis server in which somebody else has written. */
export const queue: Kind = {
  name: 'queue',
  share: 300,
  needsRedis: true,
  async prepare(base, url) {
    writePhotos(join(base, 'photos'));
    writeSmallModel(join(base, 'model.onnx'));
    const accuracy = { data: 'photos', models: [{ onnx: 'model.onnx' }], weights: 'seed:0', unitImages: 1 };
    const suite = { name: 'queued', accuracy: { ...accuracy, resolution: 32 } };
    writeFileSync(join(base, 'suite.json'), JSON.stringify(suite));
    const client = new Redis(url);
    await client.flushdb();
    await runHere(['enqueue', ...places(base, url), '--out', join(base, 'run')], {});
    const posted = await stored(client);
    await runHere(['worker', '--once', '--redis', url, '--data-root', base], {});
    // A worker that is at work.
    const id = 'elsewhere:1:x';
    const worker = {
      id,
      concurrency: 1,
      version: '0',
      doing: [],
      units: 1,
      images: 1,
      failed: 0,
      refused: [],
    };
    await client.hset(KEYS.workers, id, JSON.stringify({ ...worker, busySeconds: 1, startedAt: 1, at: FAR }));
    writeFileSync(join(base, 'states.json'), JSON.stringify([posted, await stored(client)]));
    client.disconnect();
  },
  async open(base, url) {
    const states: State[] = JSON.parse(readFileSync(join(base, 'states.json'), 'utf8'));
    const client = new Redis(url);
    return {
      async scene(_, chance) {
        await client.flushdb();
        for (const [key, value] of chance.pick(states))
          await client.restore(key, 0, Buffer.from(value, 'base64'));
        for (let i = chance.below(3); i >= 0; i--) await damage(client, chance);
        return commands(base, url, await client.hkeys(KEYS.plans).catch(() => []), chance);
      },
      close: async () => client.disconnect(),
    };
  },
};

/** Keys and what DUMP gives, as base64. */
type State = readonly (readonly [key: string, value: string])[];

/** Milliseconds since 1970 in the far future, so that the worker never counts as silent. */
const FAR = 4e12;

async function stored(client: Redis): Promise<State> {
  const keys = (await client.keys('*')).sort();
  return await Promise.all(
    keys.map(async (key) => [key, (await client.dumpBuffer(key))!.toString('base64')] as const),
  );
}

function places(base: string, url: string): string[] {
  return [join(base, 'suite.json'), '--redis', url, '--data-root', base];
}

function commands(base: string, url: string, plans: readonly string[], chance: Chance): Scene {
  const redis = ['--redis', url];
  const enqueue = ['enqueue', ...places(base, url), '--out', 'run'];
  const argv = chance.pick([
    ['status', ...redis],
    ['status', ...redis],
    ['status', '--json', ...redis],
    ['status', `--forget=${chance.pick([...plans, ...TEXTS])}`, ...redis],
    ['worker', '--once', '--data-root', base, ...redis],
    enqueue,
    [...enqueue, '--retry'],
    [...enqueue, '--wait'],
  ]);
  // A worker may be waiting for what will never come.
  return { steps: [argv], stopAfter: 2500 };
}

/** Changes the value of a key, or a field of a hash, or replaces it by another type. */
async function damage(client: Redis, chance: Chance): Promise<void> {
  const keys = (await client.keys('*')).sort();
  const ours = keys.filter((key) => key.startsWith('fastvit-bench:'));
  const key = chance.pick(chance.happens(0.6) && ours.length > 0 ? ours : keys);
  if (key === undefined) return;
  if (chance.happens(0.2)) return await retype(client, key, chance);
  if ((await client.type(key)) !== 'hash') return;
  const fields = await client.hgetallBuffer(key);
  const field = chance.pick(Object.keys(fields).sort());
  const value = fields[field]!;
  if (chance.happens(0.1)) await client.hdel(key, field);
  else if (chance.happens(0.15)) await client.hset(key, chance.pick(TEXTS), value);
  else await client.hset(key, field, damaged(value, chance));
}

function damaged(value: Buffer, chance: Chance): string | Buffer {
  try {
    if (chance.happens(0.7)) return mutatedJson(JSON.parse(String(value)), chance);
  } catch {
    // A part.
  }
  return chance.happens(0.2) || value.length === 0 ? chance.pick(TEXTS) : mutatedBytes(value, chance);
}

async function retype(client: Redis, key: string, chance: Chance): Promise<void> {
  await client.del(key);
  switch (chance.below(4)) {
    case 0:
      return void (await client.set(key, chance.pick(TEXTS)));
    case 1:
      return void (await client.rpush(key, 'a', 'b'));
    case 2:
      return void (await client.sadd(key, 'a'));
    default:
      return void (await client.zadd(key, 1, 'a'));
  }
}
