import { tradeOff } from '../charts/trade-off.ts';
import { latencyMetrics } from '../metrics/latency.ts';
import { axisOf } from '../metrics/metric.ts';
import type { Chart } from './figure.ts';
import { accuracyTrade, type SourcedPoint } from './trade-points.ts';
import { cleanOf, costSize, costsOf, isClean, setChoice, type View } from './view.ts';

export const accuracyLatency: Chart<SourcedPoint> = {
  id: 'accuracy-latency',
  section: 'accuracy',
  title: 'Accuracy against latency',
  note: () =>
    'Top-1 accuracy with its interval over the median latency. Filled: measured here. Hollow: published accuracy at the latency measured here. The dashed line is the Pareto frontier of what was measured.',
  controls: [costSize, setChoice],
  shown: ({ accuracy, robustness }) => accuracy.some(isClean) || robustness.length > 0,
  rows: (view) => trade(view).points,
  chart: (points, style, view) =>
    tradeOff(points, view.data.models, style, {
      x: axisOf(latencyMetrics[0]),
      y: trade(view).title,
      more: true,
    }),
};

function trade(view: View) {
  return accuracyTrade(cleanOf(view), view.data.models, costsOf(view));
}
