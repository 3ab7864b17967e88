import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import type { RunHooks } from '../execute/index.ts';
import { Coordinator, KEYS, readEntry } from './posted.ts';
import { type Connection, pause } from './redis.ts';

/** The exclusive right to post a queue and to collect its parts. */
export interface Lease {
  /**
   * Runs one Redis command if this process still holds the lease, atomically; without a command, only checks.
   * @throws UserError if the lease is lost, for example after the process was suspended
   */
  run(...command: readonly string[]): Promise<unknown>;
  /** Names another folder of the run. @throws UserError as `run` */
  moveTo(folder: string): Promise<void>;
  /** Lets others have the queue; does nothing if the lease is lost. */
  release(): Promise<void>;
}

/** A coordinator that is silent this long has lost its lease. */
const LEASE_MS = 30_000;
/** Between looks at the lease of a process that has ended. */
const POLL_MS = 500;

/**
 * Takes the lease of a queue and renews it until it is released. Waits for the lease of a process of this machine
 * that has ended without releasing it.
 *
 * The hash of coordinators says who has the lease (no other may write), and a key that expires says that it lives
 * (no other may take it). So a coordinator that outlives its key, because Redis was down, keeps the lease unless
 * another one took it.
 *
 * @param folder of the run
 * @throws UserError if another coordinator holds the lease
 */
export async function takeLease(
  { client }: Connection,
  queue: string,
  folder: string,
  { log, signal }: Pick<RunHooks, 'log' | 'signal'>,
): Promise<Lease> {
  let own: Coordinator = {
    host: hostname(),
    pid: process.pid,
    folder: resolve(folder),
    since: new Date().toISOString(),
    token: randomUUID(),
  };
  const keys = [2, KEYS.coordinators, KEYS.coordinating(queue)] as const;
  for (let waited = 0; ; waited += POLL_MS) {
    const holder = await client.eval(TAKE, ...keys, queue, JSON.stringify(own), LEASE_MS);
    if (holder === null) break;
    const other = readEntry(Coordinator, holder);
    // Another container can have the same host name, so that its processes are not seen here.
    if (other === undefined || !hasEnded(other) || waited > LEASE_MS)
      throw new UserError(heldBy(queue, other));
    if (waited === 0) log(endedHere(queue, other));
    await pause(POLL_MS, signal);
    signal.throwIfAborted();
  }
  const run = async (...command: readonly string[]) => {
    try {
      return await client.eval(FENCED, ...keys, queue, JSON.stringify(own), LEASE_MS, ...command);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes(LOST)) throw error;
      throw new UserError(
        lostTo(queue, own, readEntry(Coordinator, await client.hget(KEYS.coordinators, queue))),
      );
    }
  };
  // While Redis is away, renewals would only queue up; a lost lease is reported by the next command.
  const renew = () => client.status === 'ready' && run().catch(() => {});
  const timer = setInterval(renew, LEASE_MS / 3);
  return {
    run,
    async moveTo(other) {
      const moved = { ...own, folder: resolve(other) };
      await run('hset', KEYS.coordinators, queue, JSON.stringify(moved));
      own = moved;
    },
    async release() {
      clearInterval(timer);
      if (client.status !== 'ready') return;
      await client.eval(RELEASE, ...keys, queue, JSON.stringify(own)).catch(() => {});
    },
  };
}

/** Describes a coordinator, whose words come from Redis, for a message. */
export function describeCoordinator({ pid, host, folder, since }: Coordinator): string {
  return `process ${pid} on ${quoted(host)}, which has been collecting into ${quoted(folder)} since ${quoted(since)}`;
}

const LOST = 'fastvit-bench: lease lost';

/** KEYS: coordinators, mark of life. ARGV: queue, own entry, milliseconds. Returns the holder, or nil once taken. */
const TAKE = `
if redis.call('pttl', KEYS[2]) > 0 then return redis.call('hget', KEYS[1], ARGV[1]) or '' end
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
redis.call('set', KEYS[2], '', 'px', ARGV[3])
return nil`;

/** As TAKE, and a command after the milliseconds. */
const FENCED = `
if redis.call('hget', KEYS[1], ARGV[1]) ~= ARGV[2] then return redis.error_reply('${LOST}') end
redis.call('set', KEYS[2], '', 'px', ARGV[3])
if ARGV[4] then return redis.call(unpack(ARGV, 4)) end`;

const RELEASE = `
if redis.call('hget', KEYS[1], ARGV[1]) ~= ARGV[2] then return end
redis.call('hdel', KEYS[1], ARGV[1])
redis.call('del', KEYS[2])`;

/** Whether it ran on this machine and runs no longer. */
function hasEnded({ host, pid }: Coordinator): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function endedHere(queue: string, other: Coordinator): string {
  return `process ${other.pid} ended without releasing queue ${queue}; waiting up to ${LEASE_MS / 1000} s until its lease expires`;
}

function heldBy(queue: string, other: Coordinator | undefined): string {
  const who = other === undefined ? 'another process' : describeCoordinator(other);
  return `queue ${queue} has a coordinator already: ${who}; wait until it ends, or stop it with Ctrl-C (if it was killed, try again after ${LEASE_MS / 1000} s)`;
}

function lostTo(queue: string, { folder }: Coordinator, other: Coordinator | undefined): string {
  const why =
    other === undefined
      ? 'another coordinator finished it, or it was deleted from Redis'
      : `its coordinator is now ${describeCoordinator(other)}`;
  return `stopped collecting queue ${queue} into ${folder}, because this process did not renew its lease for ${LEASE_MS / 1000} s or more: ${why}; to collect the rest here, run the same command again once no other coordinator runs`;
}
