import { latencyLines } from '../charts/latency-lines.ts';
import type { ReportLatency } from '../data/types.ts';
import { latencyMetrics } from '../metrics/latency.ts';
import { axisOf } from '../metrics/metric.ts';
import type { Chart } from './figure.ts';
import { alongOf } from './view.ts';

export const latencyByThreads: Chart<ReportLatency> = {
  id: 'latency-by-threads',
  section: 'latency',
  title: 'Latency by threads',
  note: () => 'Median latency in ms. A line that halves when the threads double scales perfectly.',
  controls: [],
  shown: ({ latency }) => latency.some(({ threads }) => threads !== latency[0]?.threads),
  rows: (view) => alongOf(view, 'threads'),
  chart: (rows, style, { data }) =>
    latencyLines(rows, data.models, style, {
      x: 'threads',
      y: axisOf(latencyMetrics[0]),
      unit: 'ms',
      xOf: ({ threads }) => threads,
    }),
};
