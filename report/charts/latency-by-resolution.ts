import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import type { ChartSpec } from './chart.ts';
import { latencyLines } from './latency-lines.ts';
import type { ChartStyle } from './style.ts';

/** Median latency by resolution. One batch and number of threads is the caller's choice. */
export function latencyByResolution(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  return latencyLines(rows, models, style, {
    x: 'resolution, pixels a side',
    y: 'median latency, ms',
    xOf: ({ height, width }) => Math.round(Math.sqrt(height * width)),
  });
}
