import { tradeOff } from '../../charts/trade-off.ts';
import type { ReportAccuracy, ReportData } from '../../data.ts';
import { evaluationOf, ofEvaluation } from '../../evaluations.ts';
import { sizeOf, usualFirst } from '../../sizes.ts';
import { accuracyTrade, errorPoints, errorTitle, latencyOf, millionParameters } from '../../trade-points.ts';
import { chooser, evaluationChooser } from '../controls.ts';
import { h } from '../dom.ts';
import { figure } from '../figure.ts';
import { chosenLatency } from '../selection.ts';
import { recordColumn, recordLinks } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function accuracySection(data: ReportData, store: Store): HTMLElement[] | undefined {
  const clean = data.accuracy.filter(({ cell }) => cell.corruption === 'none');
  if (clean.length === 0 && data.robustness.length === 0) return undefined;
  const sizes = usualFirst(data.latency);
  const sets = [...new Set(clean.map(({ cell }) => evaluationOf(cell)))];
  const rows = () => {
    const size = store.get().choices.size ?? sizes[0];
    return chosenLatency(data, store.get()).filter((row) => row.form === 'inference' && sizeOf(row) === size);
  };
  const visible = (model: string) => !store.get().hidden.has(model);
  const own = () => {
    const set = store.get().choices.set ?? sets[0];
    return clean.filter(({ cell }) => evaluationOf(cell) === set && visible(cell.model));
  };
  const trade = () => accuracyTrade(own(), data.models, rows());
  const controls = [
    ...(sizes.length > 1
      ? [
          chooser(
            store,
            'size',
            'latency at',
            sizes.map((value) => ({ value, text: value })),
          ),
        ]
      : []),
    ...(sets.length > 1
      ? [
          chooser(
            store,
            'set',
            'set',
            sets.map((value) => ({ value, text: value })),
          ),
        ]
      : []),
  ];
  const evaluation = () => ofEvaluation(data.robustness, store.get().choices.protocol);
  const robustness = () => evaluation().filter(({ model }) => visible(model));
  // Models of which both are known; a figure without any would stay empty whatever is chosen.
  const timed = (cost: typeof latencyOf) => errorPoints(data.robustness, data.latency, cost).length > 0;
  return [
    h(
      'div',
      { class: 'figures' },
      figure(store, {
        id: 'accuracy-latency',
        title: 'Accuracy against latency',
        note: 'Top-1 with its interval over the median latency. Filled: measured here. Hollow: published accuracy at our latency. The dashed line is the frontier of what was measured.',
        controls,
        build: (style) => {
          const { points, title } = trade();
          return tradeOff(points, data.models, style, { x: 'median latency, ms', y: title, more: true });
        },
        records: () => recordLinks(data, [...rows(), ...own()]),
      }),
      ...(timed(latencyOf)
        ? [
            figure(store, {
              id: 'mce-latency',
              title: 'Corruption error against latency',
              note: 'Lower and further left is better; the dashed line is the frontier.',
              controls: evaluationChooser(data, store),
              build: (style) =>
                tradeOff(errorPoints(robustness(), rows(), latencyOf), data.models, style, {
                  x: 'median latency, ms',
                  y: errorTitle(evaluation()),
                  more: false,
                }),
              records: () => recordLinks(data, [...rows(), ...robustness()]),
            }),
          ]
        : []),
      ...(timed(millionParameters)
        ? [
            figure(store, {
              id: 'mce-parameters',
              title: 'Corruption error against parameters',
              note: 'Parameters of the inference form.',
              controls: evaluationChooser(data, store),
              build: (style) =>
                tradeOff(errorPoints(robustness(), rows(), millionParameters), data.models, style, {
                  x: 'parameters, millions',
                  y: errorTitle(evaluation()),
                  more: false,
                }),
              records: () => recordLinks(data, [...rows(), ...robustness()]),
            }),
          ]
        : []),
    ),
    accuracyTable(data, clean, store),
  ];
}

function accuracyTable(data: ReportData, rows: readonly ReportAccuracy[], store: Store): HTMLElement {
  const percent = (fraction: number) => (100 * fraction).toFixed(2);
  return table(
    rows,
    [
      { title: 'model', value: (row) => row.cell.model },
      { title: 'set', value: (row) => row.cell.dataset },
      { title: 'images', value: (row) => row.images },
      { title: 'top-1 %', value: (row) => row.top1[0], text: (row) => percent(row.top1[0]) },
      { title: 'low', value: (row) => row.top1[1], text: (row) => percent(row.top1[1]) },
      { title: 'high', value: (row) => row.top1[2], text: (row) => percent(row.top1[2]) },
      { title: 'top-5 %', value: (row) => row.top5, text: (row) => percent(row.top5) },
      {
        title: 'published %',
        value: (row) => row.published[0]?.top1,
        text: (row) => (row.published[0] ? percent(row.published[0].top1) : '–'),
      },
      { title: 'published by', value: (row) => row.published[0]?.source },
      {
        title: 'in the interval',
        value: (row) => (row.published[0] === undefined ? undefined : row.published[0].inside ? 'yes' : 'no'),
      },
      { title: 'calibration error %', value: (row) => row.ece, text: (row) => percent(row.ece) },
      recordColumn(data),
    ],
    {
      store,
      id: 'accuracy-table',
      caption: 'Accuracy on clean images',
      sort: { column: 3, descending: true },
    },
  );
}
