import { latencyMetrics } from '../metrics/latency.ts';
import { axisOf } from '../metrics/metric.ts';
import { mceOver } from './mce-over.ts';

export const mceLatency = mceOver(
  {
    id: 'mce-latency',
    title: 'Corruption error against latency',
    note: () => 'Lower and further left is better. The dashed line is the Pareto frontier.',
  },
  axisOf(latencyMetrics[0]),
  ({ median }) => median?.[0],
);
