import { z } from 'zod';

/** Schema names of the files of a run; a reader refuses a newer version with a sentence. */
export const RUN_SCHEMA = 'fastvit-bench/run@1';
export const RECORDS_SCHEMA = 'fastvit-bench/records@1';

export const Form = z.enum(['train', 'inference']);
export type Form = z.infer<typeof Form>;

/** What identifies a latency measurement within a run. */
export const LatencyCell = z.object({
  model: z.string().describe('model id, e.g. fastvit_sa12'),
  form: Form,
  runtime: z.string().describe('onnxruntime, tfjs, browser'),
  provider: z.string().describe('execution provider or backend: cpu, cuda, wasm, webgl, ...'),
  resolution: z.tuple([z.number().int(), z.number().int()]).describe('height, width in pixels'),
  batch: z.number().int().positive(),
  threads: z.number().int().positive(),
});
export type LatencyCell = z.infer<typeof LatencyCell>;

/** An estimate with its confidence interval. */
export const Estimate = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number().describe('confidence level, e.g. 0.95'),
  method: z.string().describe('e.g. "median, bootstrap over blocks"'),
});
export type Estimate = z.infer<typeof Estimate>;

/** What is known of a model without running it. */
export const ModelCost = z.object({
  parameters: z.number().int().describe('learnable tensors of the form that ran'),
  macs: z.number().int().describe('multiply-accumulates per image'),
  activationBytes: z.number().int(),
  weightBytes: z.number().int(),
});
export type ModelCost = z.infer<typeof ModelCost>;

export const LatencyRecord = z.object({
  type: z.literal('latency'),
  cell: LatencyCell,
  group: z.string().describe('cells of one group were measured interleaved'),
  /** Steady-state milliseconds a run: one array a block (a fresh process each), one value a round. */
  blocks: z.array(z.array(z.number())),
  summary: z.object({
    rounds: z.number().int(),
    median: Estimate,
    p5: z.number(),
    p25: z.number(),
    p75: z.number(),
    p95: z.number(),
    p99: z.number(),
    spread: z.number().describe('median absolute deviation over the median, not scaled'),
  }),
  /** Ratio of this cell's latency to the baseline's, within rounds. Absent for the baseline itself. */
  ratio: Estimate.extend({ baseline: z.string().describe('model id of the baseline') }).optional(),
  sessionMs: z.array(z.number()).describe('session creation, one value a block'),
  firstMs: z.array(z.number()).describe('first inference, one value a block'),
  peakRssBytes: z.number().int().optional(),
  fileBytes: z.number().int().optional(),
  cost: ModelCost.optional(),
  stop: z.enum(['precision', 'budget', 'rounds']).describe('why sampling ended'),
  modelDigest: z.string().describe('sha256 of the ONNX bytes that ran'),
  weights: z.string().describe('weights source, e.g. seed:0'),
  options: z.record(z.string(), z.unknown()).describe('runtime options really used'),
  startedAt: z.string(),
});
export type LatencyRecord = z.infer<typeof LatencyRecord>;

/** A cell that crashed, hung, ran out of memory or could not be created: a result too. */
export const FailedRecord = z.object({
  type: z.literal('failed'),
  cell: z.record(z.string(), z.unknown()),
  reason: z.string(),
  startedAt: z.string(),
});
export type FailedRecord = z.infer<typeof FailedRecord>;

export const RecordLine = z.discriminatedUnion('type', [LatencyRecord, FailedRecord]);
export type RecordLine = z.infer<typeof RecordLine>;

/** The identity of a latency cell as one string: `fastvit_t8/inference/onnxruntime-cpu/256x256/b1/t1`. */
export function latencyCellId(cell: LatencyCell): string {
  const [height, width] = cell.resolution;
  return `${cell.model}/${cell.form}/${cell.runtime}-${cell.provider}/${height}x${width}/b${cell.batch}/t${cell.threads}`;
}
