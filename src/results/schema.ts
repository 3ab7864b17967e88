import { z } from 'zod';
import { AccuracyComparison, AccuracyRecord, accuracyCellId, RobustnessRecord } from './accuracy.ts';
import { CpuTime, RatioTime } from './cpu-time.ts';
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

/** Identifies a latency measurement within a run. */
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

/** The machine of a record, in a run merged from several machines. */
const Machine = z.string().optional().describe("key of run.json's machines, in a merged run");

/** Costs of a model, known without running it. */
export const ModelCost = z.object({
  parameters: z.number().int().describe('learnable parameters of the form that was measured'),
  macs: z.number().int().describe('multiply-accumulates per image'),
  activationBytes: z.number().int(),
  weightBytes: z.number().int(),
});
export type ModelCost = z.infer<typeof ModelCost>;

/** Time by operator and by layer, from the runtime's own profiler; medians over the profiled runs. */
export const Profile = z.object({
  runs: z.number().int(),
  operators: z
    .array(z.object({ type: z.string(), count: z.number().int(), ms: z.number() }))
    .describe('by operator type as executed by the runtime, slowest first'),
  layers: z
    .array(z.object({ name: z.string(), ms: z.number() }))
    .describe('by layer of the model (scope of its graph), in execution order'),
  unmappedMs: z.number().describe('operators that belong to no layer, such as layout reorders'),
});
export type Profile = z.infer<typeof Profile>;

/** Deterministic facts from onnxruntime: identical in every run on one machine with one version. */
export const Exact = z.object({
  nodes: z.number().int().describe('nodes executed, after optimisation of the graph'),
  outputDigest: z.string().describe("sha256 of the output's float32 bytes for the model's own input"),
});
export type Exact = z.infer<typeof Exact>;

/** How a group was sampled. */
export const Sampling = z.object({
  isolation: z.enum(['process', 'shared']),
  minBlocks: z
    .number()
    .int()
    .optional()
    .describe('blocks before sampling could stop because everything was decided or precise'),
  roundsPerBlock: z.number().int(),
  runsPerTurn: z.number().int().describe('counted runs per turn; the value of a round is their median'),
  warmupRuns: z.array(z.number().int()).describe('runs before the first round, one value per block'),
  warmupSettled: z.array(z.boolean()).describe('whether the running median settled before the time limit'),
  blocksPerSession: z
    .array(z.number().int())
    .optional()
    .describe('blocks measured in each session (uninterrupted stretch of the run), if there were several'),
  ends: z
    .number()
    .int()
    .optional()
    .describe('how often a budget or number of blocks was used up, if the measurement was extended'),
});
export type Sampling = z.infer<typeof Sampling>;

/**
 * A ratio over the blocks in which both cells were measured. Its value and interval, and every verdict from them, rest
 * on `time`; the ratio by the other time stands beside it where both cells have one.
 */
const PairedEstimate = Estimate.extend({
  blocks: z.number().int().optional().describe('number of such blocks, if smaller than that of the record'),
  time: RatioTime.optional().describe('time that the ratio rests on; absent in records of 0.1.0: wall time'),
  wall: Estimate.optional().describe('the ratio by wall time (latency), where `time` is cpu'),
  cpu: Estimate.optional().describe(
    'the ratio by CPU time (work of all threads), where it is known but `time` is wall',
  ),
});
export type PairedEstimate = z.infer<typeof PairedEstimate>;

export const LatencyRecord = z.object({
  type: z.literal('latency'),
  cell: LatencyCell,
  group: z.string().describe('cells of the same group were measured interleaved'),
  /**
   * Steady-state milliseconds per run: one array per block (a fresh process), one value per round. Index
   * [block][round] is the same moment in every record of a group, so any two records give a paired ratio.
   */
  blocks: z.array(z.array(z.number())),
  cpu: CpuTime.extend({
    median: Estimate.describe('CPU milliseconds of a run, of all threads: its work, not its latency'),
  })
    .optional()
    .describe('for providers whose work happens in the measuring process'),
  summary: z.object({
    rounds: z.number().int(),
    runs: z.number().int().describe('all timed runs; the percentiles are over these'),
    median: Estimate,
    p5: z.number(),
    p25: z.number(),
    p50: z.number(),
    p75: z.number(),
    p95: z.number(),
    p99: z.number(),
    spread: z.number().describe('median absolute deviation divided by the median, not scaled'),
    imagesPerSecond: z.number().describe('batch divided by the median'),
  }),
  /** Time of this cell divided by that of the baseline, within rounds. Absent for the baseline itself. */
  ratio: PairedEstimate.extend({ baseline: z.string().describe('cell id of the baseline') }).optional(),
  ratioMissing: z.string().optional().describe('why there is no ratio: the baseline failed'),
  /** Ratio to the anchor, the fixed model measured in every block; comparable between runs. */
  anchor: PairedEstimate.optional(),
  noisy: z.boolean().describe('the anchor changed by more than 10 % within this group, by wall time'),
  noisyCpu: z.boolean().optional().describe('the same by CPU time; absent if the anchor has none'),
  anchorMovement: z
    .number()
    .optional()
    .describe('largest deviation of the anchor in a block from its median, a fraction'),
  sessionMs: z.array(z.number()).describe('creation of the runtime session, one value per block'),
  firstMs: z.array(z.number()).describe('first inference, one value per block'),
  peakRssBytes: z.number().int().optional().describe('largest over blocks; absent in a shared process'),
  fileBytes: z.number().int().optional(),
  cost: ModelCost.optional(),
  profile: Profile.optional(),
  exact: Exact.optional().describe('deterministic facts, from runtimes that report them'),
  sampling: Sampling,
  stop: z
    .enum(['decided', 'precision', 'budget', 'rounds'])
    .describe(
      'why sampling ended: every ratio decided or precise, or the budget or number of blocks used up',
    ),
  modelDigest: z.string().describe('sha256 of the model that ran (ONNX bytes, or tfjs JSON and weights)'),
  weights: z.string().describe('weights source, e.g. seed:0'),
  options: z.record(z.string(), z.unknown()).describe('runtime options that were in effect'),
  startedAt: z.string(),
  machine: Machine,
});
export type LatencyRecord = z.infer<typeof LatencyRecord>;

/** The cell of a failed record of accuracy: a model that has no predictions for a dataset. */
export const FailedAccuracyCell = z.object({ model: z.string(), dataset: z.string(), protocol: z.string() });
export type FailedAccuracyCell = z.infer<typeof FailedAccuracyCell>;

/** A cell that crashed, hung, ran out of memory or could not be created; or a model that cannot be evaluated. */
export const FailedRecord = z.object({
  type: z.literal('failed'),
  cell: z
    .record(z.string(), z.unknown())
    .describe('of a latency; or the model, dataset and protocol of an accuracy'),
  group: z.string().optional(),
  reason: z.string(),
  blocks: z
    .array(z.array(z.number()))
    .optional()
    .describe('measured before it failed, as in a latency record'),
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
 * The id of a latency cell: `fastvit_t8/inference/onnxruntime-cpu/256x256/b1/t1`, followed by the level of graph
 * optimisation if that is not `all`.
 */
export function latencyCellId(cell: LatencyCell): string {
  const [height, width] = cell.resolution;
  const id = `${cell.model}/${cell.form}/${cell.runtime}-${cell.provider}/${height}x${width}/b${cell.batch}/t${cell.threads}`;
  return cell.graphOptimization === 'all' ? id : `${id}/o-${cell.graphOptimization}`;
}

/** Identifies what a record measures: records of a run with equal ids are the same measurement. */
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
