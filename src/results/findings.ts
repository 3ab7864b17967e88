import { z } from 'zod';
import { Estimate } from './estimate.ts';

/** What came of a published claim. */
export const ClaimVerdict = z.enum([
  'reproduced',
  'same direction, smaller',
  'same direction, larger',
  'opposite direction',
  'unresolved',
  'not measurable here',
]);
export type ClaimVerdict = z.infer<typeof ClaimVerdict>;

/** A published claim beside what was measured here. */
export const ClaimRecord = z.object({
  type: z.literal('claim'),
  id: z.string(),
  claim: z.string().describe('in one sentence'),
  source: z.string().describe('paper and place, e.g. "FastViT, figure 3"'),
  metric: z.string().describe('e.g. latency ratio'),
  published: z.number(),
  measured: Estimate.optional(),
  verdict: ClaimVerdict,
  note: z.string().optional().describe('which form was timed, why it is not measurable'),
  machine: z.string().optional().describe("key of run.json's machines, in a merged run"),
});
export type ClaimRecord = z.infer<typeof ClaimRecord>;

/** How far this machine can be trusted; fractions. */
export const CalibrationRecord = z.object({
  type: z.literal('calibration'),
  trials: z.number().int().describe('A/A trials'),
  falseAlarms: z.number().describe('share of A/A trials that were called different'),
  falseAlarmsInterval: z.tuple([z.number(), z.number()]).optional().describe('binomial, at `level`'),
  sequentialFalseAlarms: z.number().optional().describe('the same when measured one after the other'),
  level: z.number().describe('nominal false-alarm rate'),
  noiseFloor: z.number().describe('changes below this are not told from noise'),
  detectableSlowdown: z.number().optional().describe('smallest slowdown found with 80 % power'),
  budgetSeconds: z.number().optional().describe('budget of one trial'),
  startedAt: z.string(),
  machine: z.string().optional().describe("key of run.json's machines, in a merged run"),
});
export type CalibrationRecord = z.infer<typeof CalibrationRecord>;

/** A cell of this run against the same cell of a baseline run. */
export const VerdictRecord = z.object({
  type: z.literal('verdict'),
  cell: z.string(),
  metric: z.string().describe('e.g. latency, top1, parameters'),
  base: z.string().describe('id of the run compared with'),
  verdict: z.enum(['regressed', 'improved', 'equivalent', 'unresolved', 'incomparable']),
  ratio: Estimate.optional().describe('this run over the baseline'),
  difference: Estimate.optional().describe('this run less the baseline, a fraction; accuracies'),
  adjusted: z.number().optional().describe('p after the correction for all cells'),
  note: z.string().optional(),
});
export type VerdictRecord = z.infer<typeof VerdictRecord>;

/** One cell over many nights, in one environment. */
export const HistoryRecord = z.object({
  type: z.literal('history'),
  series: z.string().describe('identity of the cell'),
  metric: z.string(),
  unit: z.string(),
  environment: z.string().describe('machine and versions; different ones are different series'),
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
        at: z.string().describe('the first night after the change'),
        ratio: z.number().describe('level after over level before'),
        commit: z.string().optional(),
        p: z.number().optional(),
      }),
    )
    .default([]),
});
export type HistoryRecord = z.infer<typeof HistoryRecord>;

/** A corrupted picture for the gallery. */
export const GalleryRecord = z.object({
  type: z.literal('gallery'),
  image: z.string(),
  corruption: z.string(),
  severity: z.number().int().min(0).max(5),
  jpeg: z.base64().describe('a small JPEG file, at most 200 pixels a side'),
});
export type GalleryRecord = z.infer<typeof GalleryRecord>;
