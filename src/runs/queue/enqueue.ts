import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Queue } from 'bullmq';
import { type PreparedUnit, unfinished } from '../../accuracy/evaluation/index.ts';
import { makeFolder, messageOf, UserError } from '../../files/index.ts';
import { captureEnvironment, type RunStore, writeUnits } from '../../results/index.ts';
import {
  assertOutside,
  checkedPlan,
  type ModelSource,
  openDataset,
  openStore,
  type PreparedAccuracy,
  prepareAccuracy,
  type RunHooks,
  unitsOf,
} from '../execute/index.ts';
import { accuracySections, type LoadedSuite } from '../suite/index.ts';
import { relativeSuite } from './confine.ts';
import { KEYS, type PostedPlan, parsePlan, QUEUE_SCHEMA, unitsDigest } from './posted.ts';
import { type Connection, loadBullmq } from './redis.ts';

export interface EnqueueOptions {
  /** Folder that holds the data sets, and model files where the suite names some. */
  readonly dataRoot: string;
  readonly out?: string;
  /** Where runs lie. */
  readonly root: string;
  /** Puts parked units back into the queue. */
  readonly retry: boolean;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly source: ModelSource;
}

/** A plan that is posted, and the run that its parts belong to. */
export interface Enqueued {
  readonly plan: PostedPlan;
  readonly queue: Queue;
  readonly store: RunStore;
  readonly prepared: PreparedAccuracy;
  /** Units without a part in the run. */
  readonly missing: readonly PreparedUnit[];
  readonly added: number;
  /** Units that were in the queue before, whatever became of them. */
  readonly known: number;
  /** Units of those that are parked, and that `retry` has put back. */
  readonly parked: number;
  readonly retried: number;
  /** Lets go of the run and of the queue; Redis stays connected. */
  close(): Promise<void>;
}

/** Units that are added in one go. */
const CHUNK = 500;

/**
 * Posts the accuracy sections of a suite: a run folder here, a queue in Redis, a job for each unit that the
 * run has no part of. Posting the same again adds nothing, whatever became of the first time.
 *
 * @param loaded models of the hub fetched
 * @throws UserError before anything is written, for whatever the user must mend
 */
export async function enqueueSuite(
  loaded: LoadedSuite,
  connection: Connection,
  options: EnqueueOptions,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<Enqueued> {
  const { source, env, root } = options;
  const suite = accuracyOnly(loaded);
  for (const section of ['latency', 'train'] as const)
    if (loaded.suite[section])
      hooks.log(
        `"${section}" is not enqueued: what times a machine must have it to itself (fastvit-bench run)`,
      );
  const posted = relativeSuite(suite.resolved, dataRootOf(options.dataRoot));
  const plan = checkedPlan(suite, source);
  const sections = accuracySections(suite.resolved.accuracy);
  const datasets = await Promise.all(sections.map((section) => openDataset(section, root)));
  assertOutside(options.out, sections);
  const environment = captureEnvironment(env);
  const { Queue } = await loadBullmq();
  const temporary = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
  let prepared: PreparedAccuracy;
  try {
    const how = { seed: suite.suite.seed, versions: environment.versions, source, folder: temporary };
    prepared = await prepareAccuracy(sections, datasets, how, hooks);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const file = unitsOf(prepared);
  const digest = unitsDigest(file);
  const message: PostedPlan = {
    schema: QUEUE_SCHEMA,
    queue: `fastvit-bench-${suite.suite.name}-${digest.slice(0, 8)}`,
    suite: posted,
    versions: { ...file.versions },
    datasets: [...file.datasets],
    models: [...file.models],
    units: file.units.length,
    images: file.units.reduce((sum, { images }) => sum + images, 0),
    digest,
    postedAt: new Date().toISOString(),
  };
  const store = openStore(suite, plan, options, environment, source, {
    ...hooks,
    progress() {},
    now: () => 0,
  });
  const queue = new Queue(message.queue, { connection: connection.client });
  queue.on('error', () => {}); // the connection tells outages
  const close = async () => {
    store.close();
    await queue.close();
  };
  try {
    writeUnits(store.folder, file);
    makeFolder(join(store.folder, 'predictions'));
    const units = prepared.sections.flatMap((section) => section.prepared.units);
    const missing = await unfinished(units, join(store.folder, 'predictions'));
    await forgetEnded(message.queue, connection);
    await connection.client.hset(KEYS.plans, message.queue, JSON.stringify(message));
    const added = await addUnits(queue, connection, missing);
    const failed = await parkedAmong(queue, missing);
    if (options.retry) await retryParked(queue, failed);
    const [parked, retried] = options.retry ? [0, failed.length] : [failed.length, 0];
    const known = missing.length - added;
    return { plan: message, queue, store, prepared, missing, added, known, parked, retried, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Removes a queue with all its jobs and parts. @returns whether there was one */
export async function forgetQueue(connection: Connection, name: string): Promise<boolean> {
  const { Queue } = await loadBullmq();
  const found = await connection.client.hdel(KEYS.plans, name);
  if (found === 0) return false;
  const queue = new Queue(name, { connection: connection.client });
  await queue.obliterate({ force: true });
  await queue.close();
  await connection.client.del(KEYS.parts(name));
  return true;
}

/** A plan that was collected to its end and is posted again is evaluated again, from the start. */
async function forgetEnded(queue: string, connection: Connection): Promise<void> {
  const text = await connection.client.hget(KEYS.plans, queue);
  if (text && parsePlan(queue, text).endedAt !== undefined) await forgetQueue(connection, queue);
}

/**
 * Adds a job for each unit that has none; the identity of the unit is that of the job.
 * @returns number of jobs that are new
 */
export async function addUnits(
  queue: Queue,
  { client }: Pick<Connection, 'client'>,
  units: readonly PreparedUnit[],
): Promise<number> {
  let added = 0;
  for (let at = 0; at < units.length; at += CHUNK) {
    const chunk = units.slice(at, at + CHUNK);
    const asked = client.pipeline();
    for (const { identity } of chunk) asked.exists(queue.toKey(identity));
    const answers = (await asked.exec()) ?? [];
    const fresh = chunk.filter((_, index) => answers[index]?.[1] === 0);
    added += fresh.length;
    await queue.addBulk(
      fresh.map(({ id, identity, from, to }) => ({
        name: id,
        data: { unit: id, images: to - from },
        opts: {
          jobId: identity,
          attempts: 3,
          backoff: { type: 'exponential', delay: 1000 },
          stackTraceLimit: 0,
        },
      })),
    );
  }
  return added;
}

async function parkedAmong(queue: Queue, units: readonly PreparedUnit[]): Promise<Job[]> {
  const wanted = new Set(units.map(({ identity }) => identity));
  return (await queue.getFailed(0, -1)).filter(({ id }) => id !== undefined && wanted.has(id));
}

/** Added anew rather than retried: their failures count from none. */
async function retryParked(queue: Queue, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) {
    const { name, data, opts } = job;
    await job.remove();
    await queue.add(name, data, opts);
  }
}

/** The data root, links resolved. @throws UserError where it is no folder that can be read */
export function dataRootOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    throw new UserError(
      `the data root ${folder} cannot be read (${messageOf(error).split(',')[0]}); give --data-root`,
    );
  }
}

/** A queue evaluates accuracies; the run that collects them is of these alone. */
function accuracyOnly({ suite, resolved, path }: LoadedSuite): LoadedSuite {
  if (accuracySections(suite.accuracy).length === 0)
    throw new UserError(
      `${path}: nothing to enqueue; a queue evaluates the "accuracy" section, and there is none`,
    );
  const only = ({ latency: _, train: __, claims: ___, ...rest }: LoadedSuite['suite']) => rest;
  return { path, suite: only(suite), resolved: only(resolved) };
}
