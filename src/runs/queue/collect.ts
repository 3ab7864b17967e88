import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type PreparedUnit, partPath } from '../../accuracy/evaluation/index.ts';
import { openDatabase, type RunDatabase, verifyPart } from '../../accuracy/predictions/index.ts';
import { cannotWrite, isWriteFailure, UserError } from '../../files/index.ts';
import type { RecordLine, RunFile } from '../../results/index.ts';
import {
  type AccuracyOutcome,
  appendAccuracy,
  appendGallery,
  type RunHooks,
  unreadableImages,
} from '../execute/index.ts';
import type { Enqueued } from './enqueue.ts';
import { addAgain, openJobs, parkedReason } from './jobs.ts';
import { deleteParts, type WaitingPart, waitingParts } from './parts.ts';
import { KEYS, type PostedPlan, UnitResult } from './posted.ts';
import { type Connection, pause } from './redis.ts';
import { readWorkers } from './status.ts';

export interface CollectOptions {
  /** Folder that the workers write parts to, if they have one. */
  readonly shared?: string;
  /** Milliseconds between polls. */
  readonly everyMs?: number;
}

/** A unit that failed three times, or whose worker died three times. */
export interface ParkedUnit {
  readonly unit: string;
  readonly reason: string;
}

export interface Collected {
  readonly run: RunFile;
  readonly records: readonly RecordLine[];
  readonly parked: readonly ParkedUnit[];
  /** The reasons of all workers, if every one of them refused the queue. */
  readonly refused: readonly string[];
  /** Absent while units are missing, since accuracies need all images. */
  readonly accuracy?: AccuracyOutcome;
}

/**
 * Collects the parts of a posted plan into its run as workers finish them. Returns when all parts are there, when
 * all missing units are parked, or when every worker has refused the queue. A unit that Redis has lost (it can lose
 * its last second) is added again.
 *
 * @throws the signal's reason when interrupted; the same command resumes later
 * @throws UserError if another coordinator has taken the queue, before anything more is written
 */
export async function collectParts(
  enqueued: Enqueued,
  connection: Connection,
  options: CollectOptions,
  hooks: RunHooks,
): Promise<Collected> {
  const { plan, store, prepared, lease } = enqueued;
  const folder = join(store.folder, 'predictions');
  const missing = new Map(enqueued.missing.map((unit) => [unit.id, unit]));
  const total = plan.images;
  const database = await openDatabase({ threads: 1 });
  try {
    let parked: readonly ParkedUnit[] = [];
    let refused: readonly string[] = [];
    const refusals = watchRefusals(plan, connection, hooks);
    const polls = new Map<string, number>();
    while (missing.size > 0) {
      hooks.signal.throwIfAborted();
      await lease.run();
      const taken = await takeParts(missing, folder, database, enqueued, connection, options, hooks);
      const left = [...missing.values()].reduce((sum, { from, to }) => sum + to - from, 0);
      hooks.progress(total - left, `${plan.units - missing.size} of ${plan.units} units`);
      if (taken > 0) continue;
      parked = await checkIdle(missing, polls, enqueued, connection, options, hooks);
      if (parked.length === missing.size) break;
      refused = await refusals();
      if (refused.length > 0) break;
      await pause(options.everyMs ?? 1000, hooks.signal);
    }
    if (missing.size > 0) return { run: store.run(), records: [...store.records()], parked, refused };
  } finally {
    database.close();
  }
  await appendAccuracy(store, prepared.models, store.run().suite.seed);
  await appendGallery(store, prepared, hooks);
  const accuracy = await unreadableImages(store, prepared.sections);
  const endedAt = new Date().toISOString();
  await lease.run('hset', KEYS.plans, plan.queue, JSON.stringify({ ...plan, endedAt }));
  await deleteParts(plan.queue, lease, options.shared);
  store.update({ endedAt });
  return { run: store.run(), records: [...store.records()], parked: [], refused: [], accuracy };
}

/** Moves the parts that are there now into the run. @returns their number */
async function takeParts(
  missing: Map<string, PreparedUnit>,
  folder: string,
  database: RunDatabase,
  { plan, queue, lease }: Enqueued,
  connection: Connection,
  { shared }: CollectOptions,
  hooks: RunHooks,
): Promise<number> {
  let taken = 0;
  for await (const part of waitingParts(plan.queue, lease, connection, shared)) {
    hooks.signal.throwIfAborted();
    const unit = missing.get(part.unit);
    if (unit === undefined) {
      // Its unit was evaluated a second time.
      await part.remove();
    } else if (await takePart(part, unit, folder, database)) {
      missing.delete(unit.id);
      taken++;
    } else {
      hooks.log(`the part of ${unit.id} is damaged; evaluating the unit again`);
      await addAgain(unit, queue, connection);
    }
  }
  return taken;
}

/** Removes a part from the queue once it is in the run, or if it is damaged. @returns whether it was valid */
async function takePart(
  part: WaitingPart,
  { id, identity }: PreparedUnit,
  folder: string,
  { connection }: RunDatabase,
): Promise<boolean> {
  const path = partPath(folder, id);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await part.copyTo(temporary);
  } catch (error) {
    // The part stays where it is.
    rmSync(temporary, { force: true });
    throw isWriteFailure(error) ? cannotWrite(path, error) : error;
  }
  const valid = await verifyPart(connection, temporary, identity);
  if (valid) renameSync(temporary, path);
  else rmSync(temporary, { force: true });
  await part.remove();
  return valid;
}

/** If the queue is idle, returns the parked units and adds lost ones again. */
async function checkIdle(
  missing: ReadonlyMap<string, PreparedUnit>,
  polls: Map<string, number>,
  { queue }: Enqueued,
  connection: Connection,
  { shared }: CollectOptions,
  hooks: RunHooks,
): Promise<ParkedUnit[]> {
  const { active, waiting } = await openJobs(queue);
  if (active > 0 || waiting > 0) return [];
  const parked: ParkedUnit[] = [];
  for (const unit of missing.values()) {
    const job = await queue.getJob(unit.identity);
    if (job && (await job.isFailed())) {
      parked.push({ unit: unit.id, reason: parkedReason(job.failedReason) });
      continue;
    }
    if (shared === undefined && UnitResult.safeParse(job?.returnvalue).data?.shared)
      throw new UserError('the workers write parts to a shared folder; set --shared to the same folder');
    // Its part may arrive between two polls, or appear late on a network disk.
    const seen = (polls.get(unit.id) ?? 0) + 1;
    polls.set(unit.id, seen);
    if (seen % POLLS !== 0) continue;
    if (seen > LOSSES * POLLS)
      throw new UserError(
        `the part of ${unit.id} is neither in Redis nor in ${shared ?? 'a shared folder'}, although workers wrote it ${LOSSES + 1} times; set --shared of worker and enqueue to the same folder`,
      );
    hooks.log(`the part of ${unit.id} was lost; evaluating the unit again`);
    await addAgain(unit, queue, connection);
  }
  return parked;
}

/**
 * Watches whether every worker has refused a queue. Waits for workers that have not looked at it yet, and for the
 * first worker, with one line.
 * @returns a function that returns the reasons once all workers have refused it for some polls; empty before
 */
function watchRefusals(
  { queue, postedAt }: PostedPlan,
  connection: Connection,
  { log }: RunHooks,
): () => Promise<string[]> {
  let seen = 0;
  let alone = 0;
  return async () => {
    const { workers, damaged } = await readWorkers(connection, Date.now());
    const alive = workers.filter(({ silent }) => !silent);
    for (const line of damaged) log(line);
    alone = alive.length === 0 ? alone + 1 : 0;
    if (alone === POLLS) log(NO_WORKER);
    const reasons = alive.flatMap(({ id, refused }) => {
      const own = refused.find((plan) => plan.queue === queue && plan.postedAt === postedAt);
      return own ? [`${id}: ${own.why}`] : [];
    });
    seen = reasons.length > 0 && reasons.length === alive.length ? seen + 1 : 0;
    return seen < POLLS ? [] : reasons;
  };
}

const NO_WORKER = 'waiting for a worker; start one: fastvit-bench worker --redis <url> --data-root <folder>';

/** Consecutive polls without a finished unit's part before it counts as lost. */
const POLLS = 5;
/** How often the part of a unit may be lost. */
const LOSSES = 2;
