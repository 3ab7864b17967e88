import { createHash } from 'node:crypto';
import { z } from 'zod';
import { messageOf, UserError } from '../../files/index.ts';
import {
  currentSchema,
  type FileKind,
  readVersion,
  UnitModel,
  type UnitsFile,
  upgrade,
} from '../../results/index.ts';

/** Everything that is kept in Redis; a worker refuses a newer version. */
const QUEUE: FileKind = { name: 'fastvit-bench/queue', upgrades: [] };
export const QUEUE_SCHEMA = currentSchema(QUEUE);

/** A plan as it is posted: everything that a worker needs, and nothing that it must believe. */
export const PostedPlan = z.object({
  schema: z.literal(QUEUE_SCHEMA),
  /** Also the name of its BullMQ queue. */
  queue: z.string().regex(/^[\w.-]+$/),
  /** Accuracy sections alone; paths relative to the data root. */
  suite: z.unknown(),
  versions: z.record(z.string(), z.string()),
  datasets: z.array(z.string()),
  models: z.array(UnitModel),
  units: z.number().int().positive(),
  images: z.number().int().positive().describe('of all units'),
  digest: z.string().describe('sha256 over the identities of all units'),
  postedAt: z.string(),
  /** Set when every part has been collected. */
  endedAt: z.string().optional(),
});
export type PostedPlan = z.infer<typeof PostedPlan>;

/** A job of the queue: the identity of the unit is the job's id. */
export const UnitData = z.object({ unit: z.string(), images: z.number().int() });
export type UnitData = z.infer<typeof UnitData>;

/** What a worker says of a unit that is done. */
export const UnitResult = z.object({
  worker: z.string(),
  images: z.number().int(),
  seconds: z.number(),
  bytes: z.number().int(),
  shared: z.boolean().describe('whether the part lies in a shared folder, else in Redis'),
});
export type UnitResult = z.infer<typeof UnitResult>;

/** What a worker says of itself every few seconds. */
export const WorkerState = z.object({
  id: z.string().describe('host, process and start'),
  concurrency: z.number().int(),
  version: z.string(),
  queue: z.string().optional().describe('the queue that it works on'),
  doing: z.array(z.string()),
  units: z.number().int(),
  images: z.number().int(),
  failed: z.number().int(),
  refused: z
    .array(z.object({ queue: z.string(), postedAt: z.string().optional(), why: z.string() }))
    .default([])
    .describe('plans that it refused'),
  busySeconds: z.number().describe('summed over its processes'),
  startedAt: z.number(),
  at: z.number().describe('milliseconds since 1970'),
});
export type WorkerState = z.infer<typeof WorkerState>;

/** Names in Redis; BullMQ keeps its own under `bull:<queue>:`. */
export const KEYS = {
  plans: 'fastvit-bench:plans',
  workers: 'fastvit-bench:workers',
  /** Hash of the parts that wait for the coordinator, by unit. */
  parts: (queue: string) => `fastvit-bench:parts:${queue}`,
};

/** One digest for all units: equal plans have equal queues. */
export function unitsDigest({ units }: UnitsFile): string {
  const hash = createHash('sha256');
  for (const { unit, identity } of units) hash.update(`${unit} ${identity}\n`);
  return hash.digest('hex');
}

/** Reads a plan from Redis. @throws UserError for a newer or damaged one */
export function parsePlan(queue: string, text: string): PostedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`queue ${queue} cannot be read (${messageOf(error)})`);
  }
  const { success, data, error } = PostedPlan.safeParse(
    upgrade(value, QUEUE, readVersion(value, QUEUE, `queue ${queue}`)),
  );
  if (!success) {
    const [issue] = error.issues;
    throw new UserError(`queue ${queue} is damaged: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return data;
}

/**
 * Why this machine must not evaluate a plan, in one line; undefined where it may.
 * @param own what this machine makes of the same suite
 */
export function whyRefused(plan: PostedPlan, own: UnitsFile): string | undefined {
  const versions = versionsRefused(plan, own.versions);
  if (versions !== undefined) return versions;
  const models = new Map(own.models.map((model) => [model.id, model]));
  const other = plan.models.find(({ id, digest }) => models.get(id)?.digest !== digest);
  if (other !== undefined)
    return `its ${other.id} (${other.weights}) has digest ${other.digest.slice(0, 12)}, here it has ${models.get(other.id)?.digest.slice(0, 12) ?? 'none'}: the weights differ`;
  if (unitsDigest(own) !== plan.digest)
    return `its ${plan.datasets.join(', ')} has ${plan.units} units, here ${own.datasets.join(', ')} gives ${own.units.length} others: the images or labels under the data root differ`;
  return undefined;
}

/** The part of it that can be told before anything is prepared. */
export function versionsRefused(
  { versions }: PostedPlan,
  own: Readonly<Record<string, string>>,
): string | undefined {
  const name = Object.keys(versions).find((key) => own[key] !== versions[key]);
  if (name === undefined) return undefined;
  return `it was enqueued with ${name} ${versions[name]}, here is ${own[name] ?? 'none'}: install the same version on every machine`;
}
