import { latencyLines } from '../charts/latency-lines.ts';
import type { ReportLatency } from '../data/types.ts';
import { latencyMetrics } from '../metrics/latency.ts';
import { axisOf } from '../metrics/metric.ts';
import type { Chart } from './figure.ts';
import { sideOf, sweepControls, sweepOf } from './view.ts';

export const latencyByResolution: Chart<ReportLatency> = {
  id: 'latency-by-resolution',
  section: 'latency',
  title: 'Latency by resolution',
  note: ({ latency }) =>
    `Median time of one inference in ms, with its ${Math.round(100 * (latency[0]?.level ?? 0.95))} % interval; both axes are logarithmic. Hollow and dotted: the training form.`,
  controls: sweepControls,
  rows: sweepOf,
  chart: (rows, style, { data }) =>
    latencyLines(rows, data.models, style, {
      x: 'resolution, pixels per side',
      y: axisOf(latencyMetrics[0]),
      unit: 'ms',
      xOf: sideOf,
    }),
};
