import { z } from 'zod';
import { currentSchema, type FileKind } from './version.ts';

export const CALIBRATION: FileKind = { name: 'fastvit-bench/calibration', upgrades: [] };
export const CALIBRATION_SCHEMA = currentSchema(CALIBRATION);

const Fraction = z.number().min(0).max(1);

/** Trials of one slowdown: two arms, the second with one more layer. */
const Detection = z.object({
  slowdown: z.number().positive().describe('extra work of the second arm, a fraction'),
  trials: z.number().int(),
  found: Fraction.describe('share of trials whose interval lies above 1'),
  foundInterval: z.tuple([Fraction, Fraction]).describe('exact binomial interval of that share'),
  ratio: z.number().describe('median of the measured ratios'),
  budgetSeconds: z.number().positive().describe('for one trial'),
});

/** What a machine can tell apart, by trials on itself. Fractions throughout. */
export const Calibration = z.object({
  schema: z.literal(CALIBRATION_SCHEMA),
  machine: z.object({ cpu: z.string(), logicalCores: z.number().int(), os: z.string() }),
  trials: z.number().int().describe('trials with identical arms'),
  level: Fraction.describe('nominal false-alarm rate: one minus the confidence level'),
  falseAlarms: Fraction.describe('share of those trials whose interval excluded 1'),
  falseAlarmInterval: z.tuple([Fraction, Fraction]).describe('exact binomial interval of that share'),
  noiseFloor: z
    .number()
    .nonnegative()
    .describe('what identical arms differ by in 95 % of trials: no verdict is narrower'),
  spread: z.number().nonnegative().describe('standard deviation of the log ratio of identical arms'),
  budgetSeconds: z.number().positive().describe('for one trial'),
  detectableSlowdown: z
    .number()
    .nullable()
    .describe('smallest slowdown tried that was found in 80 % of trials; null if none was'),
  detections: z.array(Detection),
  sequential: z
    .object({
      trials: z.number().int(),
      falseAlarms: Fraction,
      falseAlarmInterval: z.tuple([Fraction, Fraction]),
      spread: z.number().nonnegative(),
      method: z.string(),
    })
    .describe('the same arms measured one after the other: what not to do'),
  startedAt: z.string(),
  seconds: z.number(),
});
export type Calibration = z.infer<typeof Calibration>;
