import { latencyLines } from '../charts/latency-lines.ts';
import type { ReportLatency } from '../data/types.ts';
import type { Chart } from './figure.ts';
import { alongOf } from './view.ts';

export const latencyByBatch: Chart<ReportLatency> = {
  id: 'latency-by-batch',
  section: 'latency',
  title: 'Latency by batch',
  note: () => 'Time per image in ms. Where batching pays off, the lines fall.',
  controls: [],
  shown: ({ latency }) => latency.some(({ batch }) => batch !== latency[0]?.batch),
  rows: (view) => alongOf(view, 'batch'),
  chart(rows, style, { data }) {
    const perImage = rows.flatMap((row) => {
      if (row.median === undefined) return [];
      const [value, low, high] = row.median;
      return [{ ...row, median: [value / row.batch, low / row.batch, high / row.batch] as const }];
    });
    return latencyLines(perImage, data.models, style, {
      x: 'images in a batch',
      y: 'ms per image',
      unit: 'ms per image',
      xOf: ({ batch }) => batch,
    });
  },
};
