import type { ReportModel } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import { precise } from '../values.ts';
import { baseOptions, linearAxis, nameAxis } from './axes.ts';
import { cellNames } from './cell-name.ts';
import { type ChartSpec, empty } from './chart.ts';
import { markOf } from './marks.ts';
import type { ChartStyle } from './style.ts';

/**
 * The distribution of rounds of each cell, relative to the cell's median: a violin shows whether there are
 * two peaks, which one number hides.
 */
export function distribution(
  rows: readonly ReportLatency[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const usable = rows
    .filter(({ median, samples }) => median !== undefined && samples.length >= 4)
    .slice(0, 40);
  if (usable.length === 0) return empty;
  const colours = usable.map(({ model }) => markOf(model, models, style).colour);
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
    summary: usable.map(({ percentiles, median }, at) => {
      const [p5 = Number.NaN, , , , p95 = Number.NaN] = percentiles;
      const centre = median?.[0] ?? Number.NaN;
      return `${names[at]}: 90 % of runs between ${precise(p5 / centre)} and ${precise(p95 / centre)} of the median`;
    }),
  };
}
