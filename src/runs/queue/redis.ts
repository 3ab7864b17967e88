import type { Redis } from 'ioredis';
import { messageOf, UserError } from '../../files/index.ts';

export type Bullmq = typeof import('bullmq');

/** A connection that outlives interruptions of Redis, and the address as it may be shown. */
export interface Connection {
  readonly client: Redis;
  /** Without user and password. */
  readonly address: string;
  close(): void;
}

export interface ConnectOptions {
  /** `redis://` or, with TLS, `rediss://`; user, password and database in it. */
  readonly url: string;
  /** Called when Redis goes away and comes back. */
  onNote(line: string): void;
  /** Milliseconds until an address that does not answer is unreachable. */
  readonly timeoutMs?: number;
}

/**
 * Connects, and finds out at once whether that works.
 * @throws UserError for an address that is none or does not answer, a wrong password, TLS that fails; the
 *   message names no credentials
 */
export async function connectRedis({ url, onNote, timeoutMs = 5000 }: ConnectOptions): Promise<Connection> {
  const target = parseUrl(url);
  const { Redis } = await load('ioredis', () => import('ioredis'));
  const address = redactUrl(url);
  if (travelsInTheOpen(target))
    onNote(`${address}: the password goes over the network unencrypted; use rediss:// for TLS`);
  const options = { lazyConnect: true, connectTimeout: timeoutMs, maxRetriesPerRequest: null };
  await probe(new Redis(url, { ...options, retryStrategy: () => null }), address);
  const client = new Redis(url, {
    ...options,
    retryStrategy: (times: number) => Math.min(200 * times, 5000),
  });
  noteOutages(client, address, onNote);
  await client.connect();
  return { client, address, close: () => client.disconnect() };
}

/** An address without user and password, and without anything else that could hold a secret. */
export function redactUrl(url: string): string {
  try {
    const { protocol, hostname, port } = new URL(url);
    return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
  } catch {
    return 'the address of Redis';
  }
}

/** BullMQ. @throws UserError where it is not installed */
export async function loadBullmq(): Promise<Bullmq> {
  return await load('bullmq', () => import('bullmq'));
}

/** Both packages are optional: everything else works without them. */
async function load<T>(name: string, importing: () => Promise<T>): Promise<T> {
  try {
    return await importing();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(`the queue needs the optional package ${name}: npm install bullmq ioredis`);
  }
}

function parseUrl(url: string): URL {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {
    // Said below, without the text: there may be a password in it.
  }
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new UserError('--redis is no address of a Redis; give redis://host:6379, or rediss://... for TLS');
  return parsed;
}

function travelsInTheOpen({ protocol, hostname, password }: URL): boolean {
  return protocol === 'redis:' && password !== '' && !/^(localhost|127\.|\[::1\])/.test(hostname);
}

async function probe(client: Redis, address: string): Promise<void> {
  let reason = '';
  client.on('error', (error: Error) => {
    reason = messageOf(error);
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    // A connection that ends tells less than the error before it.
    throw new UserError(`${address}: ${explain(reason || messageOf(error))}`);
  } finally {
    client.disconnect();
  }
}

function explain(reason: string): string {
  if (/WRONGPASS|invalid password/i.test(reason))
    return 'Redis refuses the user or password; check the address in --redis or FASTVIT_BENCH_REDIS';
  if (/NOAUTH|without any password|requirepass/i.test(reason))
    return 'Redis asks for a password, or none is set there; give it as redis://:password@host';
  if (/self.signed|certificate|unable to (get|verify)/i.test(reason))
    return `TLS failed (${reason}); name the authority's file in NODE_EXTRA_CA_CERTS`;
  if (/wrong version number|SSL|TLS|Protocol error|closed/i.test(reason))
    return `no Redis answers (${reason}); redis:// is without TLS, rediss:// with it`;
  return `cannot reach Redis (${reason}); is it running, and is this its address?`;
}

/** One line when Redis goes away and one when it is back, however many attempts lie between. */
function noteOutages(client: Redis, address: string, onNote: (line: string) => void): void {
  let away = false;
  client.on('error', () => {
    // A connection without a listener would end the process; 'close' tells the outage.
  });
  client.on('close', () => {
    if (!away && client.status !== 'end') onNote(`${address} is away: trying again until it is back`);
    away = true;
  });
  client.on('ready', () => {
    if (away) onNote(`${address} is back`);
    away = false;
  });
  client.on('end', () => {
    away = true;
  });
}
