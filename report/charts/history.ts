import type { HistoryRecord } from '../../src/results/index.ts';
import { asChange, label, precise } from '../values.ts';
import { baseOptions, linearAxis } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import type { ChartStyle } from './style.ts';

const DAY = 86_400_000;

/** One cell over the nights: a line an environment, which are never joined; change points are marked. */
export function history(records: readonly HistoryRecord[], style: ChartStyle): ChartSpec {
  const lines = records.flatMap((record) => {
    const points = record.points
      .map(({ at, value, low, high }) => ({
        x: Date.parse(at) / DAY,
        y: value,
        yMin: low ?? value,
        yMax: high ?? value,
      }))
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && Math.abs(y) < 1e9);
    return points.length === 0 ? [] : [{ record, points }];
  });
  const [first] = lines;
  if (first === undefined) return empty;
  const marks = lines.flatMap(({ record }) =>
    record.changes.map((change) => ({ ...change, x: Date.parse(change.at) / DAY })),
  );
  const many = lines.some(({ points }) => points.length > 60);
  return {
    config: {
      type: 'lineWithErrorBars',
      data: {
        datasets: lines.map(({ record, points }, at) => {
          const colour = style.palette[at % style.palette.length] as string;
          return {
            label: label(record.environment, 60),
            data: points,
            borderColor: colour,
            backgroundColor: colour,
            borderWidth: 1.5,
            borderDash: at % 2 === 0 ? [] : [5, 3],
            radius: many ? 1.2 : 3,
            errorBarColor: `${colour}88`,
            errorBarWhiskerColor: `${colour}88`,
            errorBarWhiskerSize: many ? 0 : 5,
          };
        }),
      },
      options: {
        ...baseOptions(style),
        scales: {
          x: {
            ...linearAxis(style, 'night'),
            ticks: {
              color: style.muted,
              font: { family: style.font, size: 11 },
              maxTicksLimit: 8,
              callback: (value: number | string) => new Date(Number(value) * DAY).toISOString().slice(0, 10),
            },
          },
          y: linearAxis(style, `${first.record.metric}, ${first.record.unit}`),
        },
        plugins: {
          ...baseOptions(style).plugins,
          annotation: {
            annotations: Object.fromEntries(
              marks.map(({ x, ratio }, at) => [
                `change${at}`,
                {
                  type: 'line',
                  xMin: x,
                  xMax: x,
                  borderColor: style.palette[1],
                  borderWidth: 1.5,
                  borderDash: [4, 3],
                  label: {
                    display: true,
                    content: asChange(ratio),
                    position: 'start',
                    backgroundColor: style.palette[1],
                    color: style.surface,
                    font: { size: 10 },
                  },
                },
              ]),
            ),
          },
        },
      },
    },
    summary: lines.map(({ record, points }) => {
      const last = points.at(-1)?.y ?? Number.NaN;
      return `${record.environment}: ${points.length} nights, last ${precise(last)} ${record.unit}, ${record.changes.length} change points`;
    }),
  };
}
