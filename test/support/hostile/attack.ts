import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startProcess } from '../../../src/processes/index.ts';
import { childrenOf } from '../../../src/processes/memory.ts';
import { hasRedis, startRedis } from '../../runs/queue/redis-server.ts';
import type { Attempt, TryName } from './attempt.ts';
import type { HostileRequests, World } from './child.ts';
import type { Kind } from './kind.ts';

export interface AttackOptions {
  readonly kinds: readonly Kind[];
  readonly seed: string;
  /** Tries of all kinds together, divided by the shares of the kinds. */
  readonly tries: number;
  /** Only this try, whose folder is kept. */
  readonly index?: number;
  readonly processes?: number;
  /** Whether some tries start the command line as a process; true if absent. */
  readonly real?: boolean;
  onTry?(done: number, total: number, failure: Failure | undefined): void;
}

/** Longest that a try may take; one that takes longer is done again, alone, before it counts as a hang. */
const DEADLINE_MS = 10_000;
/** By how many bytes one try may make a process grow. */
const MEMORY_BYTES = 1 << 30;
/** One try in so many starts the command line as a process. */
const REAL_EVERY = 40;
/** Tries after which a process is replaced, so that what libraries keep does not add up. */
const LIFE = 250;

export type Failure = { readonly name: TryName } & (
  | { readonly kind: 'crash' | 'memory'; readonly problems: readonly string[] }
  | { readonly kind: 'hang'; readonly problems: readonly string[] }
);

/** What came of the tries of one kind. */
export interface Tally {
  tries: number;
  refused: number;
  accepted: number;
  crashes: number;
  hangs: number;
  worstMs: number;
  worstGrowth: number;
  /** Why the kind was left out. */
  skipped?: string;
}

export interface Outcome {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly failures: readonly Failure[];
  /** With `index`: what the commands said, and the folder with the files of the try. */
  readonly said: Attempt['said'];
  readonly kept?: string;
}

/** Does the tries in a few processes, each with its own Redis database, and restarts a process that dies or hangs. */
export async function attack(options: AttackOptions): Promise<Outcome> {
  const { kinds, seed, index } = options;
  const work = mkdtempSync(join(tmpdir(), 'fastvit-bench-hostile-'));
  const needed = kinds.some(({ needsRedis }) => needsRedis);
  const redis = needed && hasRedis ? await startRedis() : undefined;
  const tallies = new Map(kinds.map(({ name }) => [name, newTally()]));
  const possible = kinds.filter((kind) => {
    if (kind.needsRedis && redis === undefined)
      tallies.get(kind.name)!.skipped = 'redis-server is not installed';
    return tallies.get(kind.name)!.skipped === undefined;
  });
  const failures: Failure[] = [];
  const said: Attempt['said'][number][] = [];
  const world = (slot: number, kind: string): World => ({
    work: join(work, `slot-${slot}`),
    base: join(work, 'base', kind),
    redis: redis === undefined ? '' : `${redis.url}/${slot}`,
  });
  try {
    await prepare(possible, world);
    const names =
      index === undefined
        ? tryNames(possible, options)
        : possible.map(({ name: kind }) => ({ kind, seed, index }));
    const queue = names[Symbol.iterator]();
    const slow: TryName[] = [];
    let done = 0;
    const tell = (name: TryName, result: Result) => {
      note(tallies.get(name.kind)!, result);
      const failure = failureOf(name, result);
      if (failure) failures.push(failure);
      if (index !== undefined && result.attempt) said.push(...result.attempt.said);
      options.onTry?.(++done, names.length, failure);
    };
    const drive = async (slot: number) => {
      const runner = newRunner(slot, world, options);
      for (const name of queue) {
        const result = await runner.attempt(name);
        if (result.hang) slow.push(name);
        else tell(name, result);
      }
      await runner.close();
    };
    await Promise.all(Array.from({ length: options.processes ?? 2 }, (_, slot) => drive(slot)));
    // What was slow while the machine was busy is given another chance.
    const alone = newRunner(0, world, options);
    for (const name of slow) tell(name, await alone.attempt(name));
    await alone.close();
  } finally {
    await redis?.stop();
    if (index === undefined) rmSync(work, { recursive: true, force: true, maxRetries: 3 });
  }
  return { tallies, failures, said, ...(index === undefined ? {} : { kept: work }) };
}

/** What a try did: its own account, or how its process ended. */
interface Result {
  readonly attempt?: Attempt;
  readonly died?: string;
  readonly hang?: boolean;
}

type Worlds = (slot: number, kind: string) => World;

async function prepare(kinds: readonly Kind[], world: Worlds): Promise<void> {
  const child = await start();
  try {
    for (const { name } of kinds) {
      const own = world(0, name);
      mkdirSync(own.base, { recursive: true });
      await child.ask('prepare', { kind: name, world: own }, `preparing ${name}`);
    }
  } finally {
    await child.close();
  }
}

function start(): Promise<Child<HostileRequests>> {
  // A process that grows without end must not take the machine with it.
  return startProcess(new URL('./child.ts', import.meta.url), { memoryBytes: 3 * MEMORY_BYTES });
}

/** A process that is started when it is needed. */
function newRunner(slot: number, world: Worlds, { index, real = true }: AttackOptions) {
  let child: Child<HostileRequests> | undefined;
  let age = 0;
  const close = async () => {
    const old = child;
    child = undefined;
    age = 0;
    await old?.close();
  };
  return {
    close,
    async attempt(name: TryName): Promise<Result> {
      if (age++ >= LIFE) await close();
      child ??= await start();
      const { pid } = child;
      const own = world(slot, name.kind);
      mkdirSync(own.work, { recursive: true });
      let hang = false;
      const timer = setTimeout(() => {
        hang = true;
        killTree(pid);
      }, DEADLINE_MS * crowding());
      try {
        const request = {
          ...{ name, world: own, keep: index !== undefined },
          real: real && name.index % REAL_EVERY === 0,
        };
        return { attempt: await child.ask('attempt', request, `trying ${name.kind}`) };
      } catch (error) {
        // What it started goes with it.
        killTree(pid);
        await close();
        return hang ? { hang } : { died: String((error as Error).stack ?? error) };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** How many times longer everything takes, because others use the machine too. */
function crowding(): number {
  return Math.min(10, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
}

/** Kills a process and what it started, the youngest first. */
function killTree(pid: number): void {
  for (const child of childrenOf(pid)) killTree(child);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function tryNames(kinds: readonly Kind[], { seed, tries }: AttackOptions): TryName[] {
  const shares = kinds.reduce((sum, { share }) => sum + share, 0);
  const lists = kinds.flatMap(({ name, share }) => {
    const length = Math.ceil((tries * share) / shares);
    return Array.from({ length }, (_, index) => ({ place: index / length, kind: name, seed, index }));
  });
  // The kinds take turns, so that none comes at the end only.
  return lists.toSorted((a, b) => a.place - b.place).map(({ place: _, ...name }) => name);
}

function newTally(): Tally {
  return { tries: 0, refused: 0, accepted: 0, crashes: 0, hangs: 0, worstMs: 0, worstGrowth: 0 };
}

function note(tally: Tally, { attempt, hang, died }: Result): void {
  tally.tries++;
  if (hang) tally.hangs++;
  if (died !== undefined || (attempt?.problems.length ?? 0) > 0) tally.crashes++;
  if (attempt === undefined) return;
  tally.worstMs = Math.max(tally.worstMs, attempt.ms);
  tally.worstGrowth = Math.max(tally.worstGrowth, attempt.growth);
  if (attempt.problems.length > 0) return;
  if (attempt.refused) tally.refused++;
  else tally.accepted++;
}

function failureOf(name: TryName, { attempt, hang, died }: Result): Failure | undefined {
  if (hang) return { name, kind: 'hang', problems: [`no end in ${DEADLINE_MS / 1000} s`] };
  if (died !== undefined) return { name, kind: 'crash', problems: [died] };
  if (attempt === undefined) return undefined;
  if (attempt.problems.length > 0) return { name, kind: 'crash', problems: attempt.problems };
  if (attempt.growth > MEMORY_BYTES)
    return { name, kind: 'memory', problems: [`grew by ${Math.round(attempt.growth / 2 ** 20)} MiB`] };
  return undefined;
}
