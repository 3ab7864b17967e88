import { bars } from '../charts/bars.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportAccuracy } from '../data/types.ts';
import { accuracyMetrics } from '../metrics/accuracy.ts';
import { axisOf } from '../metrics/metric.ts';
import { label } from '../values.ts';
import { barsHeight, type Chart } from './figure.ts';
import { allCleanOf, isClean } from './view.ts';

export const sets: Chart<ReportAccuracy> = {
  id: 'sets',
  section: 'robustness',
  title: 'Accuracy on other datasets',
  note: () => 'Top-1 accuracy in % on the clean images of each dataset, with its interval.',
  controls: [],
  shown: ({ accuracy }) => new Set(accuracy.filter(isClean).map(({ cell }) => cell.dataset)).size > 1,
  rows: allCleanOf,
  height: (rows) => barsHeight(new Set(rows.map(({ cell }) => cell.model)).size),
  chart(rows, style) {
    const names = [...new Set(rows.map(({ cell }) => cell.model))];
    const datasets = [...new Set(rows.map(({ cell }) => cell.dataset))];
    return bars(
      names.map((name) => label(name, 28)),
      datasets.map((set, at) => {
        const own = names.map(
          (name) => rows.find(({ cell }) => cell.model === name && cell.dataset === set)?.top1,
        );
        return {
          label: label(set, 28),
          colour: colourOf(style, at),
          values: own.map((top1) => top1 && 100 * top1[0]),
          intervals: own.map((top1) => top1 && ([100 * top1[1], 100 * top1[2]] as const)),
        };
      }),
      style,
      { title: axisOf(accuracyMetrics[0]), min: 0 },
    );
  },
};
