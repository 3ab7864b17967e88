import { type LatencyRecord, latencyCellId } from '../../src/results/index.ts';
import { flawOf, latencyMetrics } from '../metrics/latency.ts';
import { readAll } from '../metrics/metric.ts';
import { plausibleMs, short } from '../values.ts';
import type { ReportLatency, Source } from './types.ts';

const MOST_SAMPLES = 160;

/** Converts a latency record to a row; what cannot be drawn is left out, and `flaw` gives the reason. */
export function latencyRow(record: LatencyRecord, source: Source): ReportLatency {
  const { cell, summary, ratio, anchor, profile, ratioMissing } = record;
  const flaw = flawOf(record);
  const operators = profile?.operators
    .filter(({ ms }) => plausibleMs(ms))
    .map(({ type, count, ms }) => [type, count, short(ms)] as const);
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
    ...readAll(latencyMetrics, record, short),
    ...(flaw === undefined ? {} : { flaw }),
    level: summary.median.level,
    ...(ratio === undefined ? {} : { baseline: ratio.baseline, ratioTime: ratio.time ?? 'wall' }),
    ...(anchor === undefined ? {} : { anchorTime: anchor.time ?? 'wall' }),
    ...(ratioMissing === undefined ? {} : { ratioMissing }),
    samples: evenly(record.blocks.flat().filter(plausibleMs), MOST_SAMPLES).map(short),
    rounds: summary.rounds,
    stop: record.stop,
    noisy: record.noisy,
    ...(operators === undefined ? {} : { operators }),
    weights: record.weights,
    digest: record.modelDigest.slice(0, 12),
    started: record.startedAt,
  };
}

/** Selects at most `most` of the values, evenly spaced, in their order. */
function evenly(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, at) => values[Math.floor((at * values.length) / most)] as number);
}
