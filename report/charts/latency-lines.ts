import type { ReportLatency, ReportModel } from '../data/types.ts';
import { precise } from '../values.ts';
import { baseOptions, logAxis, logSpan } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { modelLine } from './lines.ts';
import { markOf } from './marks.ts';
import { seriesBy } from './series.ts';
import type { ChartStyle } from './style.ts';

/** The axes of a latency chart. */
export interface LatencyAxes {
  readonly x: string;
  readonly y: string;
  /** Unit of y, for the description in words. */
  readonly unit: string;
  xOf(row: ReportLatency): number;
}

/** Latency along one axis of a sweep, both axes logarithmic, a line with intervals per model and form. */
export function latencyLines(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
  axes: LatencyAxes,
): ChartSpec {
  const all = seriesBy(rows, axes.xOf);
  // A model with a single point shows nothing along the axis, so it is left out.
  const lines = all.filter(({ points }) => points.length > 1);
  const series = lines.length > 0 ? lines : all;
  if (series.length === 0) return empty;
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const bounds = logSpan(series.flatMap(({ points }) => points));
  return {
    config: {
      type: 'lineWithErrorBars',
      data: { datasets: series.map((one) => modelLine(one, markOf(one.model, models, style), style)) },
      options: {
        ...baseOptions(style),
        scales: { x: logAxis(style, axes.x, xs, xs), y: logAxis(style, axes.y, bounds) },
      },
    },
    summary: series.map(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined) return name;
      return `${name}: ${precise(first.y)} ${axes.unit} at ${first.x} to ${precise(last.y)} ${axes.unit} at ${last.x}`;
    }),
  };
}
