import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import { asChange, label } from '../values.ts';
import { baseOptions, logAxis, logSpan } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { modelLine, referenceLine } from './lines.ts';
import { markAt, markOf } from './marks.ts';
import { type LatencySeries, seriesBy } from './series.ts';
import type { ChartStyle } from './style.ts';

/**
 * Latency as a ratio to the baseline measured in the same rounds, by resolution; the baseline is the line
 * at 1. Below it a model is faster.
 */
export function ratioByResolution(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const ratios = rows.flatMap((row) => (row.ratio ? [{ ...row, median: row.ratio }] : []));
  const baseline = rows.find((row) => row.baseline !== undefined)?.baseline?.split('/')[0] ?? 'the baseline';
  const series = seriesBy(ratios, ({ height, width }) => Math.round(Math.sqrt(height * width)));
  return ratioLines(series, models, style, `latency / ${label(baseline, 24)}`);
}

/**
 * Ratios by resolution as lines around 1, with published ratios as lines of their own.
 *
 * @param marks lines look like their models do everywhere, or by their place where several share a model's family
 */
export function ratioLines(
  series: readonly LatencySeries[],
  models: readonly ReportModel[],
  style: ChartStyle,
  title: string,
  published: readonly { readonly value: number; readonly text: string }[] = [],
  marks: 'model' | 'place' = 'model',
): ChartSpec {
  if (series.length === 0) return empty;
  const sizes = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const bounds = logSpan(series.flatMap(({ points }) => points));
  const references = published.map(({ value, text }, at) => [
    `published${at}`,
    // At either end in turn, so that the names of close lines do not lie on each other.
    referenceLine(style, value, text, at % 2 === 0 ? 'start' : 'end'),
  ]);
  return {
    config: {
      type: 'lineWithErrorBars',
      data: {
        datasets: series.map((one, at) =>
          modelLine(one, marks === 'model' ? markOf(one.model, models, style) : markAt(at, style), style),
        ),
      },
      options: {
        ...baseOptions(style),
        scales: {
          x: logAxis(style, 'resolution, pixels a side', sizes, sizes),
          y: logAxis(style, title, [0.9, 1.1, ...bounds, ...published.map(({ value }) => value)]),
        },
        plugins: {
          ...baseOptions(style).plugins,
          annotation: { annotations: { one: referenceLine(style, 1), ...Object.fromEntries(references) } },
        },
      },
    },
    summary: series.map(({ name, points }) => {
      const changes = points.map(({ x, y }) => `${asChange(y)} at ${x}`).join(', ');
      return `${name}: ${changes}`;
    }),
  };
}
