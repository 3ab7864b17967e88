import { baseOptions, linearAxis, nameAxis } from '../charts/axes.ts';
import { cellNames } from '../charts/cell-name.ts';
import { empty } from '../charts/chart.ts';
import { markOf } from '../charts/marks.ts';
import type { ReportLatency } from '../data/types.ts';
import { precise } from '../values.ts';
import { barsHeight, type Chart } from './figure.ts';
import { cellSize, cellsOf } from './view.ts';

export const distribution: Chart<ReportLatency> = {
  id: 'distribution',
  section: 'latency',
  title: 'Distribution of each cell',
  note: () =>
    'Rounds relative to the median of their cell. Two peaks mean that the machine switched between two states (for example clock speeds).',
  controls: [cellSize],
  rows: cellsOf,
  height: ({ length }) => barsHeight(length),
  chart(rows, style, { data }) {
    const usable = rows
      .filter(({ median, samples }) => median !== undefined && samples.length >= 4)
      .slice(0, 40);
    if (usable.length === 0) return empty;
    const colours = usable.map(({ model }) => markOf(model, data.models, style).colour);
    const relative = usable.map(({ samples, median }) => samples.map((value) => value / (median?.[0] ?? 1)));
    const low = Math.max(0, Math.min(...relative.flat()));
    const high = Math.min(10, Math.max(...relative.flat()));
    const names = cellNames(usable);
    return {
      config: {
        type: 'violin',
        data: {
          labels: names,
          datasets: [
            {
              label: 'rounds over the median',
              data: relative,
              backgroundColor: colours.map((colour) => `${colour}66`),
              borderColor: colours,
              borderWidth: 1,
              itemRadius: 0,
              outlierRadius: 1.5,
            },
          ],
        },
        options: {
          ...baseOptions(style),
          indexAxis: 'y',
          plugins: { ...baseOptions(style).plugins, legend: { display: false } },
          scales: {
            x: {
              ...linearAxis(style, 'latency / median of its cell'),
              min: Math.floor(20 * low) / 20,
              max: Math.ceil(20 * high) / 20,
            },
            y: nameAxis(style),
          },
        },
      },
      summary: usable.map(({ p5, p95, median }, at) => {
        const share = (value = Number.NaN) => precise(value / (median?.[0] ?? Number.NaN));
        return `${names[at]}: 90 % of the runs took between ${share(p5)} and ${share(p95)} times the median`;
      }),
    };
  },
};
