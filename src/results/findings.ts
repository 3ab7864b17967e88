import { z } from 'zod';
import { RatioTime } from './cpu-time.ts';
import { Estimate } from './estimate.ts';

/** Outcome of judging a published claim. */
const ClaimVerdict = z.enum([
  'reproduced',
  'same direction, smaller',
  'same direction, larger',
  'opposite direction',
  'unresolved',
  'not measurable here',
]);

/** A published claim and the measurement here. */
export const ClaimRecord = z.object({
  type: z.literal('claim'),
  id: z.string(),
  claim: z.string().describe('in one sentence'),
  source: z.string().describe('paper and place, e.g. "FastViT, figure 3"'),
  metric: z.string().describe('e.g. latency ratio'),
  published: z.number(),
  measured: Estimate.optional(),
  verdict: ClaimVerdict,
  note: z.string().optional().describe('what was timed, why it is undecided or not measurable'),
  machine: z.string().optional().describe("key of run.json's machines, in a merged run"),
});
export type ClaimRecord = z.infer<typeof ClaimRecord>;

/** Which differences this machine can detect, from its calibration; fractions. */
export const CalibrationRecord = z.object({
  type: z.literal('calibration'),
  trials: z.number().int().describe('trials with identical models'),
  falseAlarms: z.number().describe('fraction of those trials that reported a difference'),
  falseAlarmsInterval: z.tuple([z.number(), z.number()]).optional().describe('binomial, at `level`'),
  sequentialFalseAlarms: z.number().optional().describe('the same for models measured one after the other'),
  level: z.number().describe('nominal false-alarm rate'),
  noiseFloor: z.number().describe('smaller changes cannot be distinguished from noise'),
  time: RatioTime.optional().describe('time that this rests on; absent in records of 0.1.0: wall time'),
  wall: z
    .object({ falseAlarms: z.number(), noiseFloor: z.number() })
    .optional()
    .describe('the same trials by wall time, where `time` is cpu'),
  detectableSlowdown: z.number().optional().describe('smallest slowdown that is detected in 80 % of trials'),
  budgetSeconds: z.number().optional().describe('per trial'),
  startedAt: z.string(),
  machine: z.string().optional().describe("key of run.json's machines, in a merged run"),
});
export type CalibrationRecord = z.infer<typeof CalibrationRecord>;

/** A cell of this run compared with the same cell of a baseline run. */
export const VerdictRecord = z.object({
  type: z.literal('verdict'),
  cell: z.string(),
  metric: z.string().describe('e.g. latency, top1, parameters'),
  base: z.string().describe('id of the baseline run'),
  verdict: z.enum(['regressed', 'improved', 'equivalent', 'unresolved', 'incomparable']),
  ratio: Estimate.optional().describe('this run divided by the baseline'),
  difference: Estimate.optional().describe('this run minus the baseline, a fraction; for accuracies'),
  adjusted: z.number().optional().describe('p adjusted for all cells of the comparison'),
  note: z.string().optional(),
});
export type VerdictRecord = z.infer<typeof VerdictRecord>;

/** One cell over many nights in one environment. */
export const HistoryRecord = z.object({
  type: z.literal('history'),
  series: z.string().describe('id of the cell'),
  metric: z.string(),
  unit: z.string(),
  environment: z.string().describe('machine and versions; another environment is another series'),
  points: z.array(
    z.object({
      at: z.string().describe('ISO 8601'),
      value: z.number(),
      low: z.number().optional(),
      high: z.number().optional(),
      commit: z.string().optional(),
    }),
  ),
  changes: z
    .array(
      z.object({
        at: z.string().describe('first night after the change'),
        ratio: z.number().describe('level after the change divided by the level before'),
        commit: z.string().optional(),
        p: z.number().optional(),
        kind: z
          .enum(['step', 'creep', 'drift'])
          .optional()
          .describe('step: from one night to the next; creep: over weeks; drift: of the whole machine'),
        onceIn: z.number().optional().describe('chance alone says as much once in this many nights'),
      }),
    )
    .default([]),
});
export type HistoryRecord = z.infer<typeof HistoryRecord>;

/** A corrupted image for the gallery. */
export const GalleryRecord = z.object({
  type: z.literal('gallery'),
  image: z.string(),
  corruption: z.string(),
  severity: z.number().int().min(0).max(5),
  jpeg: z.base64().describe('a JPEG file of at most 200 pixels per side'),
});
export type GalleryRecord = z.infer<typeof GalleryRecord>;
