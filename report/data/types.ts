import type {
  AccuracyComparison,
  AccuracyRecord,
  CalibrationRecord,
  ClaimRecord,
  GalleryRecord,
  HistoryRecord,
  ModelFacts,
  RatioTime,
  RobustnessRecord,
  VerdictRecord,
} from '../../src/results/index.ts';
import type { accuracyMetrics } from '../metrics/accuracy.ts';
import type {
  calibrationMetrics,
  claimMetrics,
  comparisonMetrics,
  verdictMetrics,
} from '../metrics/findings.ts';
import type { latencyMetrics } from '../metrics/latency.ts';
import type { Metric, Values } from '../metrics/metric.ts';
import type { robustnessMetrics } from '../metrics/robustness.ts';
import type { Interval } from '../values.ts';

/**
 * Everything a report shows, made from records alone: what the page carries as JSON, and what the other formats are
 * made of. Rows hold the values of their metrics by the metric's id. A list is empty where there are no records for it.
 */
export interface ReportData {
  readonly title: string;
  /** When the report was made, ISO 8601. */
  readonly made: string;
  readonly version: string;
  /** Newest first. */
  readonly runs: readonly ReportRun[];
  readonly machines: readonly ReportMachine[];
  readonly models: readonly ReportModel[];
  readonly latency: readonly ReportLatency[];
  readonly pairs: readonly ReportPair[];
  readonly accuracy: readonly ReportAccuracy[];
  readonly robustness: readonly ReportRobustness[];
  readonly comparisons: readonly Row<AccuracyComparison, typeof comparisonMetrics>[];
  readonly claims: readonly ReportClaim[];
  readonly calibrations: readonly Row<CalibrationRecord, typeof calibrationMetrics>[];
  readonly verdicts: readonly ReportVerdict[];
  readonly histories: readonly (HistoryRecord & Source)[];
  /** Of the newest run that has one. */
  readonly gallery: readonly (GalleryRecord & Source)[];
  readonly failed: readonly ReportFailure[];
}

/** Where a value comes from: a run, and the line of its records.jsonl. */
export interface Source {
  /** Index into `runs`. */
  readonly run: number;
  readonly line: number;
}

/** A record with its metrics as a report carries them. */
export type Row<R, M extends readonly Metric[]> = Omit<R, keyof Values<M>> & Values<M> & Source;

export type ReportRobustness = Row<RobustnessRecord, typeof robustnessMetrics>;
export type ReportClaim = Row<ClaimRecord, typeof claimMetrics>;
export type ReportVerdict = Row<VerdictRecord, typeof verdictMetrics>;

/** A latency record, reduced to what reports show. */
export type ReportLatency = Source &
  Values<typeof latencyMetrics> & {
    readonly id: string;
    readonly model: string;
    readonly form: 'train' | 'inference';
    /** `onnxruntime cpu`, with the optimisation level where it is not `all`. */
    readonly runtime: string;
    readonly height: number;
    readonly width: number;
    readonly batch: number;
    readonly threads: number;
    /** Why there is no median. */
    readonly flaw?: string;
    /** Confidence level of the intervals. */
    readonly level: number;
    readonly baseline?: string;
    /** The times that the ratios to baseline and anchor rest on; absent without such a ratio. */
    readonly ratioTime?: RatioTime;
    readonly anchorTime?: RatioTime;
    /** Why there is no ratio, though one was planned. */
    readonly ratioMissing?: string;
    /** Milliseconds of rounds, at most 160, in order of time. */
    readonly samples: readonly number[];
    readonly rounds: number;
    readonly stop: string;
    readonly noisy: boolean;
    readonly operators?: readonly (readonly [type: string, count: number, ms: number])[];
    readonly weights: string;
    readonly digest: string;
    readonly started: string;
  };

/** An accuracy record, reduced to what reports show. Fractions. */
export type ReportAccuracy = Source &
  Values<typeof accuracyMetrics> &
  Pick<AccuracyRecord, 'cell' | 'images' | 'published'> & {
    /** The most frequent confusions, as [class, predicted class, number of images]. */
    readonly confusions?: readonly (readonly [label: number, predicted: number, count: number])[];
  };

/** Two cells of one group, measured in the same rounds. */
export interface ReportPair extends Source {
  readonly kind: 'form' | 'mixer' | 'part';
  readonly model: string;
  /** The other side: the training form, or the id of another model. */
  readonly against: string;
  /** Short name of the ratio. */
  readonly name: string;
  readonly meaning: string;
  /** Pixels per side. */
  readonly side: number;
  readonly batch: number;
  readonly threads: number;
  readonly runtime: string;
  /** Latency of the model divided by that of the other side. */
  readonly ratio: Interval;
  /** Time that it rests on. */
  readonly time: RatioTime;
}

export interface ReportRun {
  readonly id: string;
  readonly folder: string;
  readonly suite: string;
  /** Index into `machines`. */
  readonly machine: number;
  readonly started: string;
  readonly ended?: string;
  readonly command: string;
  readonly load: readonly number[];
  readonly commit?: string;
  readonly resumed: number;
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
  /** Which ratios differ by CPU time and by the clock, and why that can be. */
  readonly timesDisagree?: string;
  /** Lines that could not be read. */
  readonly problems: readonly string[];
  /** Whether each cell ran in its own process, or the cells of a group shared one. */
  readonly isolation: readonly ('process' | 'shared')[];
  /** Runtime options in effect, as JSON; one entry per distinct set. */
  readonly options: readonly string[];
  /** The suite as resolved, as JSON. */
  readonly suiteJson: string;
}

/** One environment. Values of different environments are never joined. */
export interface ReportMachine {
  readonly name: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly versions: readonly (readonly [name: string, value: string])[];
}

export interface ReportModel {
  readonly id: string;
  readonly family: string;
  readonly published: ModelFacts['published'];
  readonly studies: ModelFacts['studies'];
}

export interface ReportFailure extends Source {
  readonly what: string;
  readonly reason: string;
}
