import { z } from 'zod';
import { AccuracySections } from './accuracy.ts';
import { Claim } from './claim.ts';
import { LatencySection } from './latency.ts';
import { TrainSection } from './train.ts';

/**
 * A suite file: what to measure. The JSON Schema in suites/schema.json is made from this.
 *
 * One section a kind of measurement, each in a file of its own beside this one.
 */
export const Suite = z.strictObject({
  $schema: z.string().optional().describe('for editors: "./schema.json"'),
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'may hold letters, digits, ".", "_" and "-" only: it becomes a folder name')
    .describe('names the run and its folder'),
  description: z.string().optional(),
  seed: z.number().int().nonnegative().default(0).describe('seeds every order and every random draw'),
  latency: LatencySection.optional(),
  accuracy: AccuracySections.optional(),
  train: TrainSection.optional().describe('for the command "train"'),
  claims: z
    .union([z.string(), z.array(Claim)])
    .optional()
    .describe('"paper" for those of suites/claims.json, the path of a suite with claims, or the claims'),
  confirms: z
    .string()
    .optional()
    .describe(
      'id of the run whose doubtful cells this suite measures again; "run --record" writes such suites',
    ),
});
export type Suite = z.infer<typeof Suite>;
