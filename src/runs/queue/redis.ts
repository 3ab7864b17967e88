import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { messageOf, UserError } from '../../files/index.ts';

export type Bullmq = typeof import('bullmq');

/** A connection that survives outages of Redis, and its address for messages. */
export interface Connection {
  readonly client: Redis;
  /** Without user and password. */
  readonly address: string;
  close(): void;
}

export interface ConnectOptions {
  /** `redis://` or, with TLS, `rediss://`, including user, password and database. */
  readonly url: string;
  /** Called when Redis becomes unreachable or reachable again. */
  onNote(line: string): void;
  /** Milliseconds to wait for an answer. */
  readonly timeoutMs?: number;
}

/**
 * Connects to Redis and checks the connection.
 * @throws UserError for an invalid or unreachable address, a wrong password, or a TLS failure; the message contains
 *   no credentials
 */
export async function connectRedis({ url, onNote, timeoutMs = 5000 }: ConnectOptions): Promise<Connection> {
  const target = parseUrl(url);
  const { Redis } = await load('ioredis', () => import('ioredis'));
  const address = redactUrl(url);
  if (sendsPasswordUnencrypted(target))
    onNote(`${address}: the password is sent unencrypted; use rediss:// for TLS`);
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

/** Removes user, password and everything else that could be a secret from an address. */
export function redactUrl(url: string): string {
  try {
    const { protocol, hostname, port } = new URL(url);
    return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
  } catch {
    return 'the address of Redis';
  }
}

/** Imports BullMQ. @throws UserError if it is not installed */
export async function loadBullmq(): Promise<Bullmq> {
  return await load('bullmq', () => import('bullmq'));
}

/** Waits for some milliseconds, or until the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}

/** Both packages are optional; everything else works without them. */
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
    // Reported below, without the text, which may contain a password.
  }
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new UserError(
      '--redis is not the address of a Redis server; give redis://host:6379, or rediss://... for TLS',
    );
  return parsed;
}

function sendsPasswordUnencrypted({ protocol, hostname, password }: URL): boolean {
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
    // The error before a closed connection tells more.
    throw new UserError(`${address}: ${explain(reason || messageOf(error))}`);
  } finally {
    client.disconnect();
  }
}

function explain(reason: string): string {
  if (/WRONGPASS|invalid password/i.test(reason))
    return 'Redis rejects the user or password; check the address in --redis or FASTVIT_BENCH_REDIS';
  if (/NOAUTH|without any password|requirepass/i.test(reason))
    return 'the password is missing, or Redis has none; with a password the address is redis://:password@host';
  if (/self.signed|certificate|unable to (get|verify)/i.test(reason))
    return `TLS failed (${reason}); set NODE_EXTRA_CA_CERTS to the file of the certificate authority`;
  if (/wrong version number|SSL|TLS|Protocol error|closed/i.test(reason))
    return `no answer from Redis (${reason}); use redis:// without TLS, rediss:// with TLS`;
  return `cannot reach Redis (${reason}); check that it is running at this address`;
}

/** Logs one line when Redis becomes unreachable and one when it is back. */
function noteOutages(client: Redis, address: string, onNote: (line: string) => void): void {
  let away = false;
  client.on('error', () => {
    // Without a listener an error would end the process; 'close' reports the outage.
  });
  client.on('close', () => {
    if (!away && client.status !== 'end') onNote(`${address} is unreachable; reconnecting`);
    away = true;
  });
  client.on('ready', () => {
    if (away) onNote(`${address} is reachable again`);
    away = false;
  });
  client.on('end', () => {
    away = true;
  });
}
