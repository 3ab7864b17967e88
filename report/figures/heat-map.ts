import { baseOptions, linearAxis } from '../charts/axes.ts';
import { empty } from '../charts/chart.ts';
import { type ChartStyle, inkOn, rampColour } from '../charts/style.ts';
import type { ReportRobustness } from '../data/types.ts';
import { label } from '../values.ts';
import { barsHeight, type Chart } from './figure.ts';
import { evaluation, evaluationOf, robustnessOf } from './view.ts';

export const heatMap: Chart<ReportRobustness> = {
  id: 'heat-map',
  section: 'robustness',
  title: 'Error by model and corruption',
  note({ robustness }) {
    const sets = [...new Set(robustness.map(evaluationOf))];
    const images = sets.length === 1 ? ` Images: ${sets[0]}.` : '';
    return `Mean top-1 error in % over the severities. Darker is worse in the light theme, brighter in the dark one.${images}`;
  },
  wide: true,
  controls: [evaluation],
  rows: robustnessOf,
  height: ({ length }) => barsHeight(length) + 60,
  chart(records, style) {
    if (records.length === 0) return empty;
    const columns = [
      ...new Set(records.flatMap(({ corruptions }) => corruptions.map(({ corruption }) => corruption))),
    ];
    const rows = records.map(({ model }) => label(model, 26));
    const cells = records.flatMap(({ corruptions }, at) =>
      corruptions
        .filter(({ error }) => Number.isFinite(error))
        .map(({ corruption, error }) => ({ x: corruption.replaceAll('_', ' '), y: rows[at], v: error })),
    );
    const values = cells.map(({ v }) => v);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const fraction = (v: number) => (high > low ? (v - low) / (high - low) : 0.5);
    return {
      config: {
        type: 'matrix',
        data: {
          datasets: [
            {
              label: 'top-1 error',
              data: cells,
              backgroundColor: cells.map(({ v }) => rampColour(style, fraction(v))),
              borderColor: style.surface,
              borderWidth: 1,
              width: ({ chart }: MatrixContext) =>
                Math.max(1, (chart.chartArea?.width ?? 0) / columns.length - 1),
              height: ({ chart }: MatrixContext) =>
                Math.max(1, (chart.chartArea?.height ?? 0) / rows.length - 1),
            },
          ],
        },
        options: {
          ...baseOptions(style),
          plugins: {
            legend: { display: false },
            tooltip: heatTooltip(style),
            annotation: {
              annotations: Object.fromEntries(
                cells.map(({ x, y, v }, at) => [
                  `cell${at}`,
                  {
                    type: 'label',
                    xValue: x,
                    yValue: y,
                    adjustScaleRange: false,
                    content: (100 * v).toFixed(0),
                    color: inkOn(style, fraction(v)),
                    font: { family: style.font, size: 10 },
                    padding: 0,
                    display: ({ chart }: MatrixContext) =>
                      (chart.chartArea?.width ?? 0) / columns.length >= ROOM,
                  },
                ]),
              ),
            },
          },
          scales: {
            x: {
              ...linearAxis(style, ''),
              type: 'category',
              labels: columns.map((column) => column.replaceAll('_', ' ')),
              offset: true,
              title: { display: false },
              grid: { display: false },
              ticks: {
                color: style.muted,
                font: { family: style.font, size: 11 },
                autoSkip: false,
                maxRotation: 60,
              },
            },
            y: {
              ...linearAxis(style, ''),
              type: 'category',
              labels: rows,
              offset: true,
              title: { display: false },
              grid: { display: false },
              ticks: { color: style.muted, font: { family: style.font, size: 11 }, autoSkip: false },
            },
          },
        },
      },
      summary: records.map(
        ({ model, meanError }) =>
          `${model}: mean error under corruption ${(100 * meanError[0]).toFixed(1)} %`,
      ),
    };
  },
};

/** Pixels of width that a number needs. */
const ROOM = 24;

interface MatrixContext {
  readonly chart: { readonly chartArea?: { readonly width: number; readonly height: number } };
}

function heatTooltip(style: ChartStyle) {
  return {
    ...baseOptions(style).plugins.tooltip,
    callbacks: {
      title: () => '',
      label: ({ raw }: { raw: { x: string; y: string; v: number } }) =>
        `${raw.y}, ${raw.x}: error ${(100 * raw.v).toFixed(1)} %`,
    },
  };
}
