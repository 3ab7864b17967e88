import { type LatencyRecord, latencyCellId } from '../src/results/index.ts';
import type { Interval, Source } from './data.ts';
import { interval, medianOf, plausibleMs, short } from './values.ts';

/** A latency record as the report shows it. */
export interface ReportLatency extends Source {
  readonly id: string;
  readonly model: string;
  readonly form: 'train' | 'inference';
  /** `onnxruntime cpu`, with the optimisation level where it is not `all`. */
  readonly runtime: string;
  readonly height: number;
  readonly width: number;
  readonly batch: number;
  readonly threads: number;
  /** Median milliseconds; absent where the record's value is no duration, or nothing was measured. */
  readonly median?: Interval;
  /** Why there is no median. */
  readonly flaw?: string;
  readonly level: number;
  readonly ratio?: Interval;
  readonly baseline?: string;
  /** Why there is no ratio, though one was planned. */
  readonly ratioMissing?: string;
  readonly anchor?: Interval;
  /** p5 p25 p50 p75 p95 p99, milliseconds. */
  readonly percentiles: readonly number[];
  /** Milliseconds of rounds, at most 160, in order of time. */
  readonly samples: readonly number[];
  readonly rounds: number;
  readonly stop: string;
  readonly noisy: boolean;
  readonly sessionMs?: number;
  readonly firstMs?: number;
  readonly rssBytes?: number;
  readonly fileBytes?: number;
  readonly parameters?: number;
  readonly macs?: number;
  readonly activationBytes?: number;
  readonly weightBytes?: number;
  readonly operators?: readonly (readonly [type: string, count: number, ms: number])[];
  readonly weights: string;
  readonly digest: string;
  readonly started: string;
}

const MOST_SAMPLES = 160;

/** A record of a run as a row; values that cannot be drawn are left out, and said. */
export function latencyRow(record: LatencyRecord, source: Source): ReportLatency {
  const { cell, summary, ratio, anchor, cost, profile } = record;
  const flaw = flawOf(record);
  const samples = evenly(record.blocks.flat().filter(plausibleMs), MOST_SAMPLES).map(short);
  const optional = {
    sessionMs: usable(medianOf(record.sessionMs)),
    firstMs: usable(medianOf(record.firstMs)),
    rssBytes: record.peakRssBytes,
    fileBytes: record.fileBytes,
    parameters: cost?.parameters,
    macs: cost?.macs,
    activationBytes: cost?.activationBytes,
    weightBytes: cost?.weightBytes,
    flaw,
    median: flaw === undefined ? interval(summary.median) : undefined,
    ratio: flaw === undefined && ratio && plausibleMs(ratio.value) ? interval(ratio) : undefined,
    baseline: ratio?.baseline,
    ratioMissing: record.ratioMissing,
    anchor: flaw === undefined && anchor && plausibleMs(anchor.value) ? interval(anchor) : undefined,
    operators: profile?.operators
      .filter(({ ms }) => plausibleMs(ms))
      .map(({ type, count, ms }) => [type, count, short(ms)] as const),
  };
  return {
    ...source,
    id: latencyCellId(cell),
    model: cell.model,
    form: cell.form,
    runtime: `${cell.runtime} ${cell.provider}${cell.graphOptimization === 'all' ? '' : ` ${cell.graphOptimization}`}`,
    height: cell.resolution[0],
    width: cell.resolution[1],
    batch: cell.batch,
    threads: cell.threads,
    level: summary.median.level,
    percentiles: [summary.p5, summary.p25, summary.p50, summary.p75, summary.p95, summary.p99].map(short),
    samples,
    rounds: summary.rounds,
    stop: record.stop,
    noisy: record.noisy,
    weights: record.weights,
    digest: record.modelDigest.slice(0, 12),
    started: record.startedAt,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<ReportLatency>),
  };
}

function flawOf({ summary }: LatencyRecord): string | undefined {
  if (summary.rounds < 1) return 'no rounds were measured';
  if (!plausibleMs(summary.median.value)) return `a median of ${summary.median.value} ms is no duration`;
  return undefined;
}

function usable(value: number | undefined): number | undefined {
  return plausibleMs(value) ? short(value) : undefined;
}

/** At most `most` of the values, evenly spaced, in their order. */
function evenly(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, at) => values[Math.floor((at * values.length) / most)] as number);
}
