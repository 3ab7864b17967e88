import type { ReportModel } from '../data/types.ts';
import { type Interval, label, precise } from '../values.ts';
import { baseOptions, linearAxis, logAxis } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { markOf } from './marks.ts';
import type { ChartStyle } from './style.ts';

/** A model as a point: its cost (lower is better) and its value. */
export interface TradePoint {
  readonly model: string;
  readonly x: number;
  readonly y: Interval;
  /** Published, not measured here: drawn hollow, never on the frontier. */
  readonly published?: boolean;
}

export interface TradeOptions {
  readonly x: string;
  readonly y: string;
  /** Whether more of y is better. */
  readonly more: boolean;
}

/** Points of cost and value with intervals, and the Pareto frontier of the measured ones as a line. */
export function tradeOff(
  points: readonly TradePoint[],
  models: readonly ReportModel[],
  style: ChartStyle,
  options: TradeOptions,
): ChartSpec {
  const drawn = points.filter(({ x, y }) => x > 0 && Number.isFinite(x) && y.every(Number.isFinite));
  if (drawn.length === 0) return empty;
  const frontier = paretoFrontier(
    drawn.filter(({ published }) => !published),
    options.more,
  );
  const line = {
    type: 'line',
    label: 'Pareto frontier',
    data: frontier.map(({ x, y: [value] }) => ({ x, y: value })),
    borderColor: style.muted,
    borderWidth: 1.5,
    borderDash: [5, 4],
    pointRadius: 0,
    pointStyle: 'line',
    stepped: false,
  };
  return {
    config: {
      type: 'scatterWithErrorBars',
      data: {
        datasets: [
          ...drawn.map((point) => dataset(point, models, style)),
          ...(frontier.length > 1 ? [line] : []),
        ],
      },
      options: {
        ...baseOptions(style),
        plugins: { ...baseOptions(style).plugins, legend: measuredLegend(style, drawn) },
        scales: {
          x: logAxis(
            style,
            options.x,
            drawn.map(({ x }) => x),
          ),
          // Room for the marks of the best and the worst.
          y: { ...linearAxis(style, options.y), grace: '8%' },
        },
      },
    },
    summary: drawn.map(({ model, x, y: [value], published }) => {
      const on = frontier.some((other) => other.model === model) ? ', on the frontier' : '';
      return `${model}${published ? ' (published)' : ''}: ${precise(value)} at ${precise(x)}${on}`;
    }),
  };
}

/** A published point has no legend entry where its model was measured too: it is the hollow one. */
function measuredLegend(style: ChartStyle, points: readonly TradePoint[]) {
  const twins = points
    .filter(
      ({ model, published }) => published && points.some((one) => one.model === model && !one.published),
    )
    .map(nameOf);
  const { legend } = baseOptions(style).plugins;
  return {
    ...legend,
    labels: { ...legend.labels, filter: ({ text }: { text: string }) => !twins.includes(text) },
  };
}

/** Returns the points that no other point beats in both values, sorted by x. */
export function paretoFrontier<P extends TradePoint>(points: readonly P[], more: boolean): P[] {
  const sign = more ? 1 : -1;
  let best = Number.NEGATIVE_INFINITY;
  return points
    .toSorted((a, b) => a.x - b.x || sign * (b.y[0] - a.y[0]))
    .filter(({ y: [value] }) => {
      if (sign * value <= best) return false;
      best = sign * value;
      return true;
    });
}

function nameOf({ model, published }: TradePoint): string {
  return label(published ? `${model} (published)` : model);
}

function dataset(point: TradePoint, models: readonly ReportModel[], style: ChartStyle) {
  const {
    model,
    x,
    y: [value, low, high],
    published,
  } = point;
  const { colour, point: shape } = markOf(model, models, style);
  return {
    label: nameOf(point),
    data: [published ? { x, y: value } : { x, y: value, yMin: low, yMax: high }],
    borderColor: colour,
    backgroundColor: published ? 'transparent' : colour,
    pointStyle: shape,
    // A ring around the measured point, where the two coincide.
    radius: published ? 9 : 5,
    borderWidth: 1.5,
    errorBarColor: colour,
    errorBarWhiskerColor: colour,
    errorBarWhiskerSize: 6,
  };
}
