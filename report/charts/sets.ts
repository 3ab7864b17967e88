import type { ReportAccuracy } from '../data.ts';
import { label } from '../values.ts';
import { bars } from './bars.ts';
import type { ChartSpec } from './chart.ts';
import type { ChartStyle } from './style.ts';

/** Top-1 accuracy of the clean images of each set, a group a model. */
export function evaluationSets(rows: readonly ReportAccuracy[], style: ChartStyle): ChartSpec {
  const clean = rows.filter(({ cell }) => cell.corruption === 'none');
  const names = [...new Set(clean.map(({ cell }) => cell.model))];
  const sets = [...new Set(clean.map(({ cell }) => cell.dataset))];
  return bars(
    names.map((name) => label(name, 28)),
    sets.map((set, at) => {
      const own = names.map(
        (name) => clean.find(({ cell }) => cell.model === name && cell.dataset === set)?.top1,
      );
      return {
        label: label(set, 28),
        colour: style.palette[at % style.palette.length] as string,
        values: own.map((top1) => (top1 === undefined ? undefined : 100 * top1[0])),
        intervals: own.map((top1) =>
          top1 === undefined ? undefined : ([100 * top1[1], 100 * top1[2]] as const),
        ),
      };
    }),
    style,
    { title: 'top-1, %', min: 0 },
  );
}
