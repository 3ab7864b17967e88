import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import { AccuracySections } from './accuracy.ts';
import { Claim } from './claim.ts';
import { LatencySection } from './latency.ts';
import { TrainSection } from './train.ts';

/**
 * A suite file: what to measure. suites/schema.json is generated from this. Each section, one per kind of
 * measurement, has its own file.
 */
export const Suite = z.strictObject({
  $schema: z.string().optional().describe('for editors, e.g. "./schema.json"'),
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'use only letters, digits, ".", "_" and "-", since it becomes a folder name')
    .describe('name of the runs and their folders'),
  description: z.string().optional(),
  seed: within(z.number(), BOUNDS.seed).default(0).describe('seed of every order and every random draw'),
  latency: LatencySection.optional(),
  accuracy: AccuracySections.optional(),
  train: TrainSection.optional().describe('trainings, carried out by the command "train"'),
  claims: z
    .union([z.string(), z.array(Claim)])
    .optional()
    .describe('"paper" (suites/claims.json), the path of a suite with claims, or a list of claims'),
  confirms: z
    .string()
    .optional()
    .describe('id of the run whose uncertain cells this suite measures again; written by "run --record"'),
});
export type Suite = z.infer<typeof Suite>;
