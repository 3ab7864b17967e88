import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import type { ChartSpec } from './chart.ts';
import { latencyLines } from './latency-lines.ts';
import type { ChartStyle } from './style.ts';

/** Milliseconds an image by batch size: where batching pays the lines fall. */
export function latencyByBatch(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const perImage = rows.flatMap((row) => {
    if (row.median === undefined) return [];
    const [value, low, high] = row.median;
    return [{ ...row, median: [value / row.batch, low / row.batch, high / row.batch] as const }];
  });
  return latencyLines(perImage, models, style, {
    x: 'images in a batch',
    y: 'ms an image',
    xOf: ({ batch }) => batch,
  });
}
