import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import { asChange, label } from '../values.ts';
import { baseOptions, logAxis } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { markOf } from './marks.ts';
import { seriesBy } from './series.ts';
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
  const series = seriesBy(ratios, ({ height, width }) => Math.round(Math.sqrt(height * width)));
  if (series.length === 0) return empty;
  const sizes = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const bounds = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const baseline = rows.find((row) => row.baseline !== undefined)?.baseline?.split('/')[0] ?? 'the baseline';
  return {
    config: {
      type: 'lineWithErrorBars',
      data: {
        datasets: series.map(({ name, model, form, points }) => {
          const { colour, point, dash } = markOf(model, models, style);
          return {
            label: label(name),
            data: points.map(({ x, y, low, high }) => ({ x, y, yMin: low, yMax: high })),
            borderColor: colour,
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
          };
        }),
      },
      options: {
        ...baseOptions(style),
        scales: {
          x: logAxis(style, 'resolution, pixels a side', sizes, sizes),
          y: logAxis(style, `latency / ${label(baseline, 24)}`, [0.9, 1.1, ...bounds]),
        },
        plugins: {
          ...baseOptions(style).plugins,
          annotation: {
            annotations: {
              one: {
                type: 'line',
                yMin: 1,
                yMax: 1,
                borderColor: style.muted,
                borderWidth: 1,
                borderDash: [4, 4],
              },
            },
          },
        },
      },
    },
    summary: series.map(({ name, points }) => {
      const changes = points.map(({ x, y }) => `${asChange(y)} at ${x}`).join(', ');
      return `${name} against ${baseline}: ${changes}`;
    }),
  };
}
