import { tradeOff } from '../charts/trade-off.ts';
import type { ReportLatency } from '../data/types.ts';
import type { Chart } from './figure.ts';
import { errorPoints, errorTitle, hasMce, type SourcedPoint } from './trade-points.ts';
import { costSize, costsOf, evaluation, robustnessOf, type View } from './view.ts';

/** Draws error under corruption over a cost of the models. @param axis title of the axis of the cost */
export function mceOver(
  texts: Pick<Chart, 'id' | 'title' | 'note'>,
  axis: string,
  cost: (row: ReportLatency) => number | undefined,
): Chart<SourcedPoint> {
  return {
    ...texts,
    section: 'accuracy',
    controls: [costSize, evaluation],
    shown: ({ robustness, latency }) => errorPoints(robustness, latency, cost, hasMce(robustness)).length > 0,
    rows: (view) => errorPoints(robustnessOf(view), costsOf(view), cost, isNormalised(view)),
    chart: (points, style, view) =>
      tradeOff(points, view.data.models, style, {
        x: axis,
        y: errorTitle(isNormalised(view)),
        more: false,
      }),
  };
}

/** Decided over all models, so that hiding one does not turn the axis into another. */
function isNormalised(view: View): boolean {
  return hasMce(robustnessOf({ ...view, hidden: new Set() }));
}
