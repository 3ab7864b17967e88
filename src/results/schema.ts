import { z } from 'zod';
import { AccuracyComparison, AccuracyRecord, accuracyCellId, RobustnessRecord } from './accuracy.ts';
import { Estimate } from './estimate.ts';
import { CalibrationRecord, ClaimRecord, GalleryRecord, HistoryRecord, VerdictRecord } from './findings.ts';
import { GraphOptimization } from './runtime-options.ts';
import { currentSchema, type FileKind, type JsonObject } from './version.ts';

/** records.jsonl: a header, then one record per line. */
export const RECORDS: FileKind = { name: 'fastvit-bench/records', upgrades: [renameSittings] };
export const RECORDS_SCHEMA = currentSchema(RECORDS);

/** Version 2 calls the blocks of each session by that name. */
function renameSittings(record: JsonObject): JsonObject {
  const { sittings, ...sampling } = (record.sampling ?? {}) as JsonObject;
  return sittings === undefined
    ? record
    : { ...record, sampling: { ...sampling, blocksPerSession: sittings } };
}

export const Form = z.enum(['train', 'inference']);
export type Form = z.infer<typeof Form>;

/** What identifies a latency measurement within a run. */
export const LatencyCell = z.object({
  model: z.string().describe('model id, e.g. fastvit_sa12'),
  form: Form,
  runtime: z.string().describe('name of the runtime, as in the suite'),
  provider: z.string().describe('execution provider or backend: cpu, cuda, wasm, webgl, ...'),
  resolution: z.tuple([z.number().int(), z.number().int()]).describe('height, width in pixels'),
  batch: z.number().int().positive(),
  threads: z.number().int().positive(),
  graphOptimization: GraphOptimization.default('all'),
});
export type LatencyCell = z.infer<typeof LatencyCell>;

/** Where a record was made, in a run that was merged from several machines: a key of its `machines`. */
const Machine = z.string().optional().describe("key of run.json's machines, in a merged run");

/** What is known of a model without running it. */
export const ModelCost = z.object({
  parameters: z.number().int().describe('learnable tensors of the form that ran'),
  macs: z.number().int().describe('multiply-accumulates per image'),
  activationBytes: z.number().int(),
  weightBytes: z.number().int(),
});
export type ModelCost = z.infer<typeof ModelCost>;

/** Where the time of a run goes, from the runtime's own profile: medians over the profiled runs. */
export const Profile = z.object({
  runs: z.number().int(),
  operators: z
    .array(z.object({ type: z.string(), count: z.number().int(), ms: z.number() }))
    .describe('by operator type as the runtime executes it, slowest first'),
  layers: z
    .array(z.object({ name: z.string(), ms: z.number() }))
    .describe('by layer of the model (scope of its graph), in execution order'),
  unmappedMs: z.number().describe('operators that belong to no layer, such as layout reorders'),
});
export type Profile = z.infer<typeof Profile>;

/** What onnxruntime makes of a model, to the bit: the same at every run on one machine with one version. */
export const Exact = z.object({
  nodes: z.number().int().describe('nodes executed after the optimisation of the graph'),
  outputDigest: z.string().describe("sha256 of the output's float32 bytes for the model's own input"),
});
export type Exact = z.infer<typeof Exact>;

/** How the samples of a group were taken. */
export const Sampling = z.object({
  isolation: z.enum(['process', 'shared']),
  minBlocks: z.number().int().optional().describe('blocks before precision could end the sampling'),
  roundsPerBlock: z.number().int(),
  runsPerTurn: z.number().int().describe('runs of one turn; the value of a round is their median'),
  warmupRuns: z.array(z.number().int()).describe('runs before the first round, one value a block'),
  warmupSettled: z.array(z.boolean()).describe('whether the running median settled, or the cap ended it'),
  blocksPerSession: z
    .array(z.number().int())
    .optional()
    .describe('blocks measured in each session (uninterrupted stretch of the run), if there were several'),
});
export type Sampling = z.infer<typeof Sampling>;

/** A ratio within the blocks in which both cells were measured. */
const PairedEstimate = Estimate.extend({
  blocks: z.number().int().optional().describe('their number, where it is less than that of the record'),
});

export const LatencyRecord = z.object({
  type: z.literal('latency'),
  cell: LatencyCell,
  group: z.string().describe('cells of one group were measured interleaved'),
  /**
   * Steady-state milliseconds a run: one array a block (a fresh process each), one value a round. Index
   * [block][round] is the same moment in every record of a group, so any two records give a paired ratio.
   */
  blocks: z.array(z.array(z.number())),
  summary: z.object({
    rounds: z.number().int(),
    runs: z.number().int().describe('timed runs in all; the percentiles are over these'),
    median: Estimate,
    p5: z.number(),
    p25: z.number(),
    p50: z.number(),
    p75: z.number(),
    p95: z.number(),
    p99: z.number(),
    spread: z.number().describe('median absolute deviation over the median, not scaled'),
    imagesPerSecond: z.number().describe('batch over the median'),
  }),
  /** Ratio of this cell's latency to the baseline's, within rounds. Absent for the baseline itself. */
  ratio: PairedEstimate.extend({ baseline: z.string().describe('cell id of the baseline') }).optional(),
  ratioMissing: z.string().optional().describe('why there is no ratio: the baseline failed'),
  /** Ratio to the fixed control kernel measured in every block: what may be compared between runs. */
  anchor: PairedEstimate.optional(),
  noisy: z.boolean().describe('the anchor moved too much within this group'),
  anchorMovement: z.number().optional().describe('largest change of the anchor between blocks, a fraction'),
  sessionMs: z.array(z.number()).describe('session creation, one value a block'),
  firstMs: z.array(z.number()).describe('first inference, one value a block'),
  peakRssBytes: z.number().int().optional().describe('largest of the blocks; absent in a shared process'),
  fileBytes: z.number().int().optional(),
  cost: ModelCost.optional(),
  profile: Profile.optional(),
  exact: Exact.optional().describe('what has no noise; absent where the runtime does not tell'),
  sampling: Sampling,
  stop: z.enum(['precision', 'budget', 'rounds']).describe('why sampling ended'),
  modelDigest: z.string().describe('sha256 of the model that ran (ONNX bytes, or tfjs JSON and weights)'),
  weights: z.string().describe('weights source, e.g. seed:0'),
  options: z.record(z.string(), z.unknown()).describe('runtime options really used'),
  startedAt: z.string(),
  machine: Machine,
});
export type LatencyRecord = z.infer<typeof LatencyRecord>;

/** A cell that crashed, hung, ran out of memory or could not be created: a result too. */
export const FailedRecord = z.object({
  type: z.literal('failed'),
  cell: z.record(z.string(), z.unknown()),
  group: z.string().optional(),
  reason: z.string(),
  blocks: z
    .array(z.array(z.number()))
    .optional()
    .describe('what had been measured of it before, as in a latency record'),
  startedAt: z.string(),
  machine: Machine,
});
export type FailedRecord = z.infer<typeof FailedRecord>;

export const RecordLine = z.discriminatedUnion('type', [
  LatencyRecord,
  AccuracyRecord,
  RobustnessRecord,
  AccuracyComparison,
  ClaimRecord,
  CalibrationRecord,
  VerdictRecord,
  HistoryRecord,
  GalleryRecord,
  FailedRecord,
]);
export type RecordLine = z.infer<typeof RecordLine>;

/**
 * The identity of a latency cell as one string: `fastvit_t8/inference/onnxruntime-cpu/256x256/b1/t1`, with
 * the graph optimisation level behind it where it is not `all`.
 */
export function latencyCellId(cell: LatencyCell): string {
  const [height, width] = cell.resolution;
  const id = `${cell.model}/${cell.form}/${cell.runtime}-${cell.provider}/${height}x${width}/b${cell.batch}/t${cell.threads}`;
  return cell.graphOptimization === 'all' ? id : `${id}/o-${cell.graphOptimization}`;
}

/** What a record is of, as one string: two records of a run with the same are the same measurement. */
export function recordId(record: RecordLine): string {
  const machine = 'machine' in record && record.machine !== undefined ? `@${record.machine}` : '';
  return contentId(record) + machine;
}

function contentId(record: RecordLine): string {
  switch (record.type) {
    case 'latency':
      return `latency/${record.group}/${latencyCellId(record.cell)}`;
    case 'accuracy':
      return `accuracy/${accuracyCellId(record.cell)}`;
    case 'robustness':
      return `robustness/${record.model}/${record.dataset}/${record.protocol}`;
    case 'accuracy-comparison':
      return `accuracy-comparison/${record.models.join('/')}/${record.dataset}/${record.protocol}`;
    case 'claim':
      return `claim/${record.id}`;
    case 'calibration':
      return `calibration/${record.startedAt}`;
    case 'verdict':
      return `verdict/${record.base}/${record.cell}/${record.metric}`;
    case 'history':
      return `history/${record.series}/${record.metric}/${record.environment}`;
    case 'gallery':
      return `gallery/${record.image}/${record.corruption}/${record.severity}`;
    case 'failed':
      return `failed/${JSON.stringify(record.cell)}`;
  }
}
