import { messageOf, UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { isQueueName, KEYS } from './posted.ts';
import type { Connection } from './redis.ts';

/**
 * Does some work on Redis, and explains why Redis refused one of its commands: a key of another type, a missing
 * permission, no memory.
 *
 * @throws UserError with the reason and what to do
 */
export async function explainRefusals<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = isRefusal(error) ? await explain(messageOf(error), connection) : undefined;
    throw why === undefined ? error : new UserError(`${connection.address}: ${why}`);
  }
}

/** Whether an error is an answer of Redis that repeating the command will not change. */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.some(([code]) => messageOf(error).startsWith(code));
}

/** The first word of the answer, and the explanation. Source: https://redis.io/docs, the errors of redis.c */
const REFUSALS: readonly (readonly [code: string, why: string])[] = [
  [
    'WRONGTYPE',
    'a key has another type than fastvit-bench gives it; use another database (redis://host:6379/1)',
  ],
  ['NOPERM', 'the user of this address has no permission; Redis needs +@all ~fastvit-bench:* ~bull:* for it'],
  ['OOM', 'Redis has no memory left; raise its maxmemory, or let workers write to a --shared folder'],
  ['READONLY', 'this Redis is a read-only replica; give the address of its primary'],
  ['MISCONF', 'Redis cannot save to its disk and refuses to write; see its log'],
  ['MOVED', 'this Redis is a cluster, which is not supported; give the address of a single server'],
  ['CROSSSLOT', 'this Redis is a cluster, which is not supported; give the address of a single server'],
];

async function explain(reason: string, connection: Connection): Promise<string | undefined> {
  const [code, why] = REFUSALS.find(([start]) => reason.startsWith(start)) ?? [];
  const key = code === 'WRONGTYPE' ? await foreignKey(connection).catch(() => undefined) : undefined;
  if (key === undefined) return why;
  // Whole if it can be copied into a command.
  const name = /^[\w:.-]+$/.test(key.name) ? key.name : quoted(key.name);
  const [type, expected] = [key.type, key.expected].map((one) => one.replace('zset', 'sorted set'));
  return `the key ${name} is a ${type}, but fastvit-bench keeps a ${expected} there; delete it with redis-cli del, or use another database (redis://host:6379/1)`;
}

interface ForeignKey {
  readonly name: string;
  readonly type: string;
  readonly expected: string;
}

/** Finds the first key whose type is not the one that we, or BullMQ, give it. */
async function foreignKey({ client }: Connection): Promise<ForeignKey | undefined> {
  const compare = async (name: string, expected: string): Promise<ForeignKey | undefined> => {
    const type = await client.type(name);
    return type === expected || type === 'none' ? undefined : { name, type, expected };
  };
  for (const name of [KEYS.plans, KEYS.coordinators, KEYS.workers]) {
    const found = await compare(name, 'hash');
    if (found !== undefined) return found;
  }
  for (const queue of await client.hkeys(KEYS.plans)) {
    if (!isQueueName(queue)) continue;
    const parts = await compare(KEYS.parts(queue), 'hash');
    if (parts !== undefined) return parts;
    const prefix = `bull:${queue}:`;
    for await (const names of client.scanStream({ match: `${prefix}*`, count: 500 })) {
      for (const name of names as string[]) {
        const own = name.slice(prefix.length);
        // Other names with a colon belong to a job: its lock, its log.
        const expected = BULLMQ_TYPES[own] ?? (own.includes(':') ? undefined : 'hash');
        const found = expected === undefined ? undefined : await compare(name, expected);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** Types of the keys of a queue; those of its jobs are hashes. Source: BullMQ 6, src/classes/queue-keys.ts */
const BULLMQ_TYPES: Readonly<Record<string, string>> = {
  id: 'string',
  wait: 'list',
  paused: 'list',
  active: 'list',
  delayed: 'zset',
  prioritized: 'zset',
  'waiting-children': 'zset',
  completed: 'zset',
  failed: 'zset',
  marker: 'zset',
  meta: 'hash',
  events: 'stream',
  stalled: 'set',
  'stalled-check': 'string',
  limiter: 'string',
  pc: 'string',
  repeat: 'zset',
};
