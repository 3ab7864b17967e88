import type { ReportModel } from '../data/types.ts';
import { changeInWords } from '../values.ts';
import { baseOptions, logAxis, logSpan } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { modelLine, referenceLine } from './lines.ts';
import { markAt, markOf } from './marks.ts';
import type { LatencySeries } from './series.ts';
import type { ChartStyle } from './style.ts';

/**
 * Ratios of latency by resolution as lines around 1, with published ratios as horizontal lines.
 *
 * @param marks `model`: lines have the style of their model; `place`: by index, if models share a family
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
    // Labels alternate between the ends, so that the names of close lines do not overlap.
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
          x: logAxis(style, 'resolution, pixels per side', sizes, sizes),
          y: logAxis(style, title, [0.9, 1.1, ...bounds, ...published.map(({ value }) => value)]),
        },
        plugins: {
          ...baseOptions(style).plugins,
          annotation: { annotations: { one: referenceLine(style, 1), ...Object.fromEntries(references) } },
        },
      },
    },
    summary: series.map(({ name, points }) => {
      const changes = points
        .map(({ x, y, low, high }) => `${changeInWords([y, low, high])} at ${x} px`)
        .join(', ');
      return `${name}: ${changes}`;
    }),
  };
}
