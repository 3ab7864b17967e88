import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import { label, precise } from '../values.ts';
import { baseOptions, logAxis } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { markOf } from './marks.ts';
import { type LatencySeries, seriesBy } from './series.ts';
import type { ChartStyle } from './style.ts';

/**
 * Median latency by resolution, both axes logarithmic, a line a model and form with its interval. Square
 * inputs, and one batch and number of threads, are the caller's choice.
 */
export function latencyByResolution(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const series = seriesBy(rows, ({ height, width }) => Math.round(Math.sqrt(height * width)));
  if (series.length === 0) return empty;
  const sizes = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const bounds = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  return {
    config: {
      type: 'lineWithErrorBars',
      data: { datasets: series.map((one) => dataset(one, models, style)) },
      options: {
        ...baseOptions(style),
        scales: {
          x: logAxis(style, 'resolution, pixels a side', sizes, sizes),
          y: logAxis(style, 'median latency, ms', bounds),
        },
      },
    },
    summary: series.map(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      return first && last
        ? `${name}: ${precise(first.y)} ms at ${first.x} to ${precise(last.y)} ms at ${last.x}`
        : name;
    }),
  };
}

function dataset(
  { name, model, form, points }: LatencySeries,
  models: readonly ReportModel[],
  style: ChartStyle,
) {
  const { colour, point, dash } = markOf(model, models, style);
  return {
    label: label(name),
    data: points.map(({ x, y, low, high }) => ({ x, y, yMin: low, yMax: high })),
    borderColor: colour,
    // The training form of a model is hollow and dotted beside its inference form.
    backgroundColor: form === 'train' ? style.surface : colour,
    borderDash: form === 'train' ? [2, 3] : dash,
    borderWidth: 2,
    pointStyle: point,
    pointRadius: 4,
    errorBarColor: colour,
    errorBarWhiskerColor: colour,
    errorBarLineWidth: 1,
    errorBarWhiskerLineWidth: 1,
    errorBarWhiskerSize: 6,
    tension: 0,
  };
}
