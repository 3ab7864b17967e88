import type {
  AccuracyComparison,
  AccuracyRecord,
  CalibrationRecord,
  ClaimRecord,
  GalleryRecord,
  HistoryRecord,
  ModelFacts,
  RobustnessRecord,
  VerdictRecord,
} from '../src/results/index.ts';
import type { ReportLatency } from './latency-rows.ts';
import type { ReportPair } from './pairs.ts';

/**
 * Everything a report shows, made from records alone: what the page carries as JSON, and what the other
 * formats are made of. Later sections are absent where there are no records for them.
 */
export interface ReportData {
  readonly title: string;
  /** When the report was made, ISO 8601. */
  readonly made: string;
  readonly version: string;
  readonly runs: readonly ReportRun[];
  readonly machines: readonly ReportMachine[];
  readonly models: readonly ReportModel[];
  readonly latency: readonly ReportLatency[];
  /** Ratios of two cells that were measured in the same rounds: forms, token mixers. */
  readonly pairs: readonly ReportPair[];
  readonly accuracy: readonly ReportAccuracy[];
  readonly robustness: readonly (RobustnessRecord & Source)[];
  readonly comparisons: readonly (AccuracyComparison & Source)[];
  readonly claims: readonly (ClaimRecord & Source)[];
  readonly calibrations: readonly (CalibrationRecord & Source)[];
  readonly verdicts: readonly (VerdictRecord & Source)[];
  readonly histories: readonly (HistoryRecord & Source)[];
  /** Of the newest run that has one. */
  readonly gallery: readonly (GalleryRecord & Source)[];
  readonly failed: readonly ReportFailure[];
}

/** An accuracy record without what the report does not show. Fractions. */
export interface ReportAccuracy extends Source {
  readonly cell: AccuracyRecord['cell'];
  readonly images: number;
  readonly unreadable: number;
  readonly top1: Interval;
  readonly top5: number;
  readonly ece: number;
  readonly published: AccuracyRecord['published'];
  readonly effectiveRobustness?: number;
}

/** Where a figure comes from: a run, and the line of its records.jsonl. */
export interface Source {
  /** Index into `runs`. */
  readonly run: number;
  readonly line: number;
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
  /** Lines that could not be read. */
  readonly problems: readonly string[];
  /** How the cells of its groups were kept apart, in one process or in one each. */
  readonly isolation: readonly ('process' | 'shared')[];
  /** Options of the runtime as used, as JSON; one for each different set of them. */
  readonly options: readonly string[];
  /** The suite as resolved, as JSON. */
  readonly suiteJson: string;
}

/** One environment: figures of different ones are never joined. */
export interface ReportMachine {
  readonly name: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly versions: readonly (readonly [name: string, value: string])[];
}

export interface ReportModel {
  readonly id: string;
  readonly family: string;
  readonly published: ModelFacts['published'];
}

export interface ReportFailure extends Source {
  readonly what: string;
  readonly reason: string;
}

/** A value with its interval. */
export type Interval = readonly [value: number, low: number, high: number];
