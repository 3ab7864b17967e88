import { z } from 'zod';
import { Environment } from './environment.ts';
import { addStudiesAndPairs } from './run-v1.ts';
import { currentSchema, type FileKind } from './version.ts';

export const RUN: FileKind = { name: 'fastvit-bench/run', upgrades: [addStudiesAndPairs] };
export const RUN_SCHEMA = currentSchema(RUN);

/** Facts about a model that are known before it runs: a report reads families, studies, pairs and published figures here. */
export const ModelFacts = z.object({
  family: z.string(),
  published: z
    .array(
      z.object({
        metric: z.string().describe('e.g. imagenet-top1, mobile-latency-ms'),
        value: z.number(),
        at: z.string().optional().describe('e.g. 256 px, iPhone 12 Pro'),
        source: z.string().describe('paper and table, or the library that published it'),
      }),
    )
    .default([]),
  studies: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        note: z.string(),
        made: z.boolean().describe('for this study only; false for a published model it is compared with'),
      }),
    )
    .default([])
    .describe('studies that the model is part of'),
  pairs: z
    .array(
      z.object({
        kind: z.enum(['mixer', 'part']),
        against: z.string().describe('id of the other model'),
        name: z.string().describe('of the ratio, e.g. "repmixer, no norms"'),
        meaning: z.string().describe('what latency of the model over latency of `against` measures'),
      }),
    )
    .default([])
    .describe('models that it is compared with by ratio'),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** run.json: what was planned, how, where and when. */
export const RunFile = z.object({
  schema: z.literal(RUN_SCHEMA),
  id: z.string().describe('name of the folder when the run began'),
  suite: z
    .looseObject({ name: z.string(), seed: z.number() })
    .describe('the suite as resolved: absolute paths, defaults filled in'),
  plan: z.object({
    digest: z.string().describe('sha256 over what is measured, and how'),
    groups: z.number().int(),
    cells: z.number().int(),
  }),
  models: z.record(z.string(), ModelFacts).default({}).describe('facts about the models, by id, for reports'),
  command: z
    .array(z.string())
    .describe('command line that repeats the run, e.g. ["fastvit-bench", "run", "suites/quick.json"]'),
  environment: Environment,
  startedAt: z.string(),
  shard: z
    .object({ index: z.number().int(), count: z.number().int() })
    .optional()
    .describe('part of the plan that was measured; index from 1 to count'),
  /** Absent while the run is unfinished. */
  endedAt: z.string().optional(),
  resumedAt: z.array(z.string()).default([]),
  machines: z
    .record(z.string(), Environment)
    .optional()
    .describe('environments of a run merged from several machines, by the key that records name'),
  merged: z
    .array(
      z.object({
        id: z.string(),
        shard: z.object({ index: z.number().int(), count: z.number().int() }).optional(),
        machine: z.string(),
        startedAt: z.string(),
        endedAt: z.string().optional(),
      }),
    )
    .optional()
    .describe('the merged runs, in the order of their starts'),
  /** What was planned but not measured, and why: the budget was spent, an optional part is missing. */
  skipped: z.array(z.object({ what: z.string(), why: z.string() })).default([]),
});
export type RunFile = z.infer<typeof RunFile>;

/** Returns the facts of a model; the family is `other` if run.json does not list it. */
export function factsOf({ models }: RunFile, model: string): ModelFacts {
  const known = Object.hasOwn(models, model) ? models[model] : undefined;
  return known ?? { family: 'other', published: [], studies: [], pairs: [] };
}
