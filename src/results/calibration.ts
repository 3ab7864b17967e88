import { z } from 'zod';
import { currentSchema, type FileKind } from './version.ts';

export const CALIBRATION: FileKind = { name: 'fastvit-bench/calibration', upgrades: [] };
export const CALIBRATION_SCHEMA = currentSchema(CALIBRATION);

const Fraction = z.number().min(0).max(1);

/** Trials of one slowdown: two models, the second with one more layer. */
const Detection = z.object({
  slowdown: z.number().positive().describe('additional work of the second model, a fraction'),
  trials: z.number().int(),
  found: Fraction.describe('fraction of trials whose interval lies above 1'),
  foundInterval: z.tuple([Fraction, Fraction]).describe('exact binomial interval of that fraction'),
  ratio: z.number().describe('median of the measured ratios'),
  budgetSeconds: z.number().positive().describe('for one trial'),
});

/** Which differences a machine can detect, from trials on it. Fractions throughout. */
export const Calibration = z.object({
  schema: z.literal(CALIBRATION_SCHEMA),
  machine: z.object({ cpu: z.string(), logicalCores: z.number().int(), os: z.string() }),
  trials: z.number().int().describe('trials with identical models'),
  level: Fraction.describe('nominal false-alarm rate: one minus the confidence level'),
  falseAlarms: Fraction.describe('fraction of those trials whose interval excludes 1'),
  falseAlarmInterval: z.tuple([Fraction, Fraction]).describe('exact binomial interval of that fraction'),
  noiseFloor: z
    .number()
    .nonnegative()
    .describe('95th percentile of the difference between identical models; no verdict is narrower'),
  spread: z.number().nonnegative().describe('standard deviation of the log ratio of identical models'),
  budgetSeconds: z.number().positive().describe('for one trial'),
  detectableSlowdown: z
    .number()
    .nullable()
    .describe('smallest slowdown found in 80 % of trials; null if none of those tried was'),
  detections: z.array(Detection),
  sequential: z
    .object({
      trials: z.number().int(),
      falseAlarms: Fraction,
      falseAlarmInterval: z.tuple([Fraction, Fraction]),
      spread: z.number().nonnegative(),
      method: z.string(),
    })
    .describe('the same models measured one after the other, for comparison'),
  startedAt: z.string(),
  seconds: z.number(),
});
export type Calibration = z.infer<typeof Calibration>;
