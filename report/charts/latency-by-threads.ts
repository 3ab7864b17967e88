import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import type { ChartSpec } from './chart.ts';
import { latencyLines } from './latency-lines.ts';
import type { ChartStyle } from './style.ts';

/** Median latency by number of threads. */
export function latencyByThreads(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  return latencyLines(rows, models, style, {
    x: 'threads',
    y: 'median latency, ms',
    xOf: ({ threads }) => threads,
  });
}
