import { createHash } from 'node:crypto';
import { z } from 'zod';
import { messageOf, parseJson, UserError } from '../../files/index.ts';
import {
  currentSchema,
  type FileKind,
  readVersion,
  UnitModel,
  type UnitsFile,
  upgrade,
} from '../../results/index.ts';
import { quoted } from '../../text/index.ts';

/** The version of everything that is kept in Redis; a worker refuses a newer one. */
const QUEUE: FileKind = { name: 'fastvit-bench/queue', upgrades: [] };
export const QUEUE_SCHEMA = currentSchema(QUEUE);

/** A posted plan: everything that a worker needs. The worker checks all of it against its own data and models. */
export const PostedPlan = z.object({
  schema: z.literal(QUEUE_SCHEMA),
  /** Name of the plan and of its BullMQ queue. */
  queue: z.string().refine(isQueueName),
  /** Accuracy sections only; paths are relative to the data root. */
  suite: z.unknown(),
  versions: z.record(z.string(), z.string()),
  datasets: z.array(z.string()),
  models: z.array(UnitModel),
  units: z.number().int().positive(),
  images: z.number().int().positive().describe('summed over all units'),
  digest: z.string().describe('sha256 over the identities of all units'),
  postedAt: z.string(),
  /** Set once every part has been collected. */
  endedAt: z.string().optional(),
});
export type PostedPlan = z.infer<typeof PostedPlan>;

/** The data of a job; the job's id is the identity of its unit. */
export const UnitData = z.object({ unit: z.string(), images: z.number().int() });
export type UnitData = z.infer<typeof UnitData>;

/** What a worker returns for a finished unit. */
export const UnitResult = z.object({
  worker: z.string(),
  images: z.number().int(),
  seconds: z.number(),
  bytes: z.number().int(),
  shared: z.boolean().describe('whether the part is in a shared folder instead of Redis'),
});
export type UnitResult = z.infer<typeof UnitResult>;

/** What a worker reports about itself every few seconds. */
export const WorkerState = z.object({
  id: z.string().describe('host, process id and start time'),
  concurrency: z.number().int(),
  version: z.string(),
  queue: z.string().optional().describe('the queue it is working on'),
  doing: z.array(z.string()),
  units: z.number().int(),
  images: z.number().int(),
  failed: z.number().int(),
  refused: z
    .array(z.object({ queue: z.string(), postedAt: z.string().optional(), why: z.string() }))
    .default([])
    .describe('plans that the worker refused'),
  busySeconds: z.number().describe('summed over the processes of the worker'),
  startedAt: z.number(),
  at: z.number().describe('milliseconds since 1970'),
});
export type WorkerState = z.infer<typeof WorkerState>;

/** The process that collects a queue, as it describes itself. */
export const Coordinator = z.object({
  host: z.string(),
  pid: z.number().int(),
  folder: z.string().describe('of the run that it collects into'),
  since: z.string().describe('ISO 8601'),
  token: z.string().describe('random; tells coordinators of one process apart'),
});
export type Coordinator = z.infer<typeof Coordinator>;

/** Names in Redis; BullMQ keeps its own under `bull:<queue>:`. */
export const KEYS = {
  /** Hashes: plans and their coordinators by queue, workers by id. */
  plans: 'fastvit-bench:plans',
  coordinators: 'fastvit-bench:coordinators',
  workers: 'fastvit-bench:workers',
  /** A string that expires unless the coordinator of the queue renews it. */
  coordinating: (queue: string) => `fastvit-bench:coordinating:${queue}`,
  /** Hash of the parts that the coordinator has not collected yet, by unit. */
  parts: (queue: string) => `fastvit-bench:parts:${queue}`,
};

/** Whether a text can be the name of a queue; BullMQ refuses some others. */
export function isQueueName(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

/** Returns a digest of all units. Equal plans have equal digests, and so the same queue. */
export function unitsDigest({ units }: UnitsFile): string {
  const hash = createHash('sha256');
  for (const { unit, identity } of units) hash.update(`${unit} ${identity}\n`);
  return hash.digest('hex');
}

/** Reads an entry of a hash, which anyone may have written. @returns undefined if it is damaged */
export function readEntry<T>(schema: z.ZodType<T>, text: unknown): T | undefined {
  try {
    return schema.safeParse(parseJson(String(text))).data;
  } catch {
    return undefined;
  }
}

/** Parses a plan from Redis. @throws UserError if it is newer or damaged */
export function parsePlan(queue: string, text: string): PostedPlan {
  const damaged = (why: string) =>
    new UserError(
      `queue ${quoted(queue)} is damaged in Redis (${why}); delete it with fastvit-bench status --forget, and enqueue the suite again`,
    );
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw damaged(`not valid JSON: ${quoted(messageOf(error))}`);
  }
  const { success, data, error } = PostedPlan.safeParse(
    upgrade(value, QUEUE, readVersion(value, QUEUE, `queue ${quoted(queue)}`)),
  );
  if (!success) throw damaged(`${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
  if (data.queue !== queue) throw damaged(`it names another queue, ${quoted(data.queue)}`);
  return data;
}

/**
 * Returns in one line why this machine must not evaluate a plan; undefined if it may.
 * @param own the units that this machine derives from the same suite
 */
export function whyRefused(plan: PostedPlan, own: UnitsFile): string | undefined {
  const versions = versionsRefused(plan, own.versions);
  if (versions !== undefined) return versions;
  const models = new Map(own.models.map((model) => [model.id, model]));
  const other = plan.models.find(({ id, digest }) => models.get(id)?.digest !== digest);
  if (other !== undefined)
    return `the weights of ${other.id} (${other.weights}) differ: digest ${other.digest.slice(0, 12)} in the queue, ${models.get(other.id)?.digest.slice(0, 12) ?? 'none'} on this machine`;
  if (unitsDigest(own) !== plan.digest)
    return `the images or labels under the data root differ: ${plan.datasets.join(', ')} with ${plan.units} units in the queue, ${own.datasets.join(', ')} with ${own.units.length} other units on this machine`;
  return undefined;
}

/** The part of `whyRefused` that needs no preparation. */
export function versionsRefused(
  { versions }: PostedPlan,
  own: Readonly<Record<string, string>>,
): string | undefined {
  const name = Object.keys(versions).find((key) => own[key] !== versions[key]);
  if (name === undefined) return undefined;
  return `it was enqueued with ${name} ${versions[name]}, and this machine has ${own[name] ?? 'none'}; install the same version on every machine`;
}
