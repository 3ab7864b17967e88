import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Queue } from 'bullmq';
import { type PreparedUnit, unfinished } from '../../accuracy/evaluation/index.ts';
import { makeFolder, messageOf, temporaryFolder, UserError } from '../../files/index.ts';
import { captureEnvironment, type RunStore, writeUnits } from '../../results/index.ts';
import { runtimePackages } from '../../runtimes/index.ts';
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
import { addUnits, openQueue, parkedAmong, retryParked } from './jobs.ts';
import { type Lease, takeLease } from './lease.ts';
import { isQueueName, KEYS, type PostedPlan, parsePlan, QUEUE_SCHEMA, unitsDigest } from './posted.ts';
import { type Connection, loadBullmq } from './redis.ts';

export interface EnqueueOptions {
  /** Folder of the datasets, and of the model files that the suite names. */
  readonly dataRoot: string;
  readonly out?: string;
  /** Folder of all runs. */
  readonly root: string;
  /** Whether to put parked units back into the queue. */
  readonly retry: boolean;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly source: ModelSource;
}

/** A posted plan and the run that its parts belong to. */
export interface Enqueued {
  readonly plan: PostedPlan;
  readonly queue: Queue;
  readonly lease: Lease;
  readonly store: RunStore;
  readonly prepared: PreparedAccuracy;
  /** Units without a part in the run. */
  readonly missing: readonly PreparedUnit[];
  readonly added: number;
  /** Units that were already in the queue, in any state. */
  readonly known: number;
  /** Of these, units that are parked, and units that `retry` has put back. */
  readonly parked: number;
  readonly retried: number;
  /** Closes the run and the queue, and releases its lease; Redis stays connected. */
  close(): Promise<void>;
}

/**
 * Posts the accuracy sections of a suite: creates the run folder, a queue in Redis, and a job for each unit without
 * a part in the run. Posting the same suite again adds nothing. Until it is closed, this process is the only
 * coordinator of the queue.
 *
 * @param loaded with the models of the hub downloaded
 * @throws UserError for mistakes of the user, before anything is written
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
        section === 'latency'
          ? 'skipping "latency": it needs the machine to itself, so it cannot be queued; use fastvit-bench run'
          : 'skipping "train": it cannot be queued; use fastvit-bench train',
      );
  const posted = relativeSuite(suite.resolved, dataRootOf(options.dataRoot));
  const plan = checkedPlan(suite, source);
  const sections = accuracySections(suite.resolved.accuracy);
  const datasets = await Promise.all(sections.map((section) => openDataset(section, root)));
  assertOutside(options.out, sections);
  const environment = captureEnvironment(runtimePackages(), env);
  await loadBullmq(); // fails before anything is prepared
  const { path: temporary, remove } = temporaryFolder();
  let prepared: PreparedAccuracy;
  try {
    const how = { seed: suite.suite.seed, versions: environment.versions, source, folder: temporary };
    prepared = await prepareAccuracy(sections, datasets, how, hooks);
  } finally {
    remove();
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
  const lease = await takeLease(connection, message.queue, options.out ?? root, hooks);
  const opened: (() => unknown)[] = [() => lease.release()];
  const close = async () => {
    for (const one of opened.toReversed()) await one();
  };
  try {
    const quiet = { ...hooks, progress() {}, now: () => 0 };
    const store = openStore(suite, plan, options, environment, source, quiet);
    opened.push(() => store.close());
    await lease.moveTo(store.folder);
    const queue = await openQueue(connection, message.queue);
    opened.push(() => queue.close());
    writeUnits(store.folder, file);
    makeFolder(join(store.folder, 'predictions'));
    const units = prepared.sections.flatMap((section) => section.prepared.units);
    const missing = await unfinished(units, join(store.folder, 'predictions'));
    await deleteEnded(message.queue, connection);
    await lease.run('hset', KEYS.plans, message.queue, JSON.stringify(message));
    const added = await addUnits(queue, connection, missing);
    const failed = await parkedAmong(queue, missing);
    if (options.retry) await retryParked(queue, failed);
    const [parked, retried] = options.retry ? [0, failed.length] : [failed.length, 0];
    const known = missing.length - added;
    return { plan: message, queue, lease, store, prepared, missing, added, known, parked, retried, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Deletes a queue with all its jobs and parts; a coordinator of it stops. @returns whether it existed */
export async function deleteQueue(connection: Connection, name: string): Promise<boolean> {
  const { client } = connection;
  const found = await client.hdel(KEYS.plans, name);
  await client.hdel(KEYS.coordinators, name);
  await client.del(KEYS.coordinating(name));
  if (found === 0 || !isQueueName(name)) return found > 0;
  await deleteJobs(name, connection);
  return true;
}

/** Deletes what a plan that was collected completely has left, so that posting it again evaluates it again. */
async function deleteEnded(queue: string, connection: Connection): Promise<void> {
  const text = await connection.client.hget(KEYS.plans, queue);
  if (text && parsePlan(queue, text).endedAt !== undefined) await deleteJobs(queue, connection);
}

async function deleteJobs(name: string, connection: Connection): Promise<void> {
  const queue = await openQueue(connection, name);
  try {
    await queue.obliterate({ force: true });
  } finally {
    await queue.close();
  }
  await connection.client.del(KEYS.parts(name));
}

/** Returns the data root with links resolved. @throws UserError if it cannot be read */
export function dataRootOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    throw new UserError(
      `cannot read the data root ${folder} (${messageOf(error).split(',')[0]}); set --data-root`,
    );
  }
}

/** Returns the suite with its accuracy sections only, which is what a queue evaluates. */
function accuracyOnly({ suite, resolved, path }: LoadedSuite): LoadedSuite {
  if (accuracySections(suite.accuracy).length === 0)
    throw new UserError(
      `${path}: nothing to enqueue; a queue evaluates the "accuracy" section, and the suite has none`,
    );
  const only = ({ latency: _, train: __, claims: ___, ...rest }: LoadedSuite['suite']) => rest;
  return { path, suite: only(suite), resolved: only(resolved) };
}
