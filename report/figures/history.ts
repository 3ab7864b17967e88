import { counted } from '../../src/text/index.ts';
import { baseOptions, linearAxis } from '../charts/axes.ts';
import { empty } from '../charts/chart.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportData } from '../data/types.ts';
import { asChange, label, precise } from '../values.ts';
import type { Chart } from './figure.ts';
import { historiesIn, seriesChoice } from './view.ts';

const DAY = 86_400_000;

export const history: Chart<ReportData['histories'][number]> = {
  id: 'history',
  section: 'history-section',
  title: 'One cell over time',
  note: () =>
    'One line per environment; environments are never joined. Dashed vertical lines mark change points, with the level after over the level before.',
  wide: true,
  controls: [seriesChoice],
  rows: historiesIn,
  chart(records, style) {
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
            const colour = colourOf(style, at);
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
                callback: (value: number | string) =>
                  new Date(Number(value) * DAY).toISOString().slice(0, 10),
              },
            },
            y: linearAxis(style, `${first.record.metric}, ${first.record.unit}`),
          },
          plugins: {
            ...baseOptions(style).plugins,
            tooltip: {
              ...baseOptions(style).plugins.tooltip,
              callbacks: {
                label: ({ raw, dataset }: HoveredNight) =>
                  `${dataset.label}: ${precise(raw.y)} ${first.record.unit} [${precise(raw.yMin)}, ${precise(raw.yMax)}] on ${dayOf(raw.x)}`,
              },
            },
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
        return `${record.environment}: ${counted(points.length, 'night')}, last ${precise(last)} ${record.unit}, ${counted(record.changes.length, 'change point')}`;
      }),
    };
  },
};

/** @param day days since 1970 */
function dayOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

interface HoveredNight {
  readonly raw: { readonly x: number; readonly y: number; readonly yMin: number; readonly yMax: number };
  readonly dataset: { readonly label: string };
}
