import { z } from 'zod';
import { RatioTime } from './cpu-time.ts';
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

/** What trials found by one of the two times. */
const Estimator = z.object({
  falseAlarms: Fraction.describe('fraction of trials with identical models whose interval excludes 1'),
  falseAlarmInterval: z.tuple([Fraction, Fraction]).describe('exact binomial interval of that fraction'),
  noiseFloor: z
    .number()
    .nonnegative()
    .describe('difference that identical models exceed in 5 % of trials; no verdict is narrower'),
  spread: z.number().nonnegative().describe('standard deviation of the log ratio of identical models'),
  detections: z.array(Detection),
});
export type Estimator = z.infer<typeof Estimator>;

/**
 * Which differences a machine can detect, from trials on it. Fractions throughout. False alarms, noise floor, spread
 * and detections are those of the time on which ratios rest.
 */
export const Calibration = Estimator.extend({
  schema: z.literal(CALIBRATION_SCHEMA),
  machine: z.object({ cpu: z.string(), logicalCores: z.number().int(), os: z.string() }),
  trials: z.number().int().describe('trials with identical models'),
  level: Fraction.describe('nominal false-alarm rate: one minus the confidence level'),
  time: RatioTime.optional().describe(
    'time that the ratios rest on; absent in calibrations of 0.1.0: wall time',
  ),
  wall: Estimator.optional().describe('the same trials by wall time, where `time` is cpu'),
  budgetSeconds: z.number().positive().describe('for one trial'),
  detectableSlowdown: z
    .number()
    .nullable()
    .describe(
      'smallest slowdown found in 80 % of trials, by the lower end of the interval; null if none was',
    ),
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

/** The noise floor of a machine by the time of a ratio, fractions; 0 without a calibration. */
export type NoiseFloors = Readonly<Record<RatioTime, number>>;

/** Returns the noise floors of a calibration or its record. Where it has wall time alone, ratios of CPU time have that floor too. */
export function noiseFloors(
  calibration:
    | { readonly noiseFloor: number; readonly wall?: { readonly noiseFloor: number } | undefined }
    | undefined,
): NoiseFloors {
  const floor = calibration?.noiseFloor ?? 0;
  return { cpu: floor, wall: calibration?.wall?.noiseFloor ?? floor };
}
