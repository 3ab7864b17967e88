import { tradePoints } from '../../answer.ts';
import { type TradePoint, tradeOff } from '../../charts/trade-off.ts';
import type { ReportAccuracy, ReportData } from '../../data.ts';
import type { ReportLatency } from '../../latency-rows.ts';
import { chooser } from '../controls.ts';
import { h } from '../dom.ts';
import { figure } from '../figure.ts';
import { chosenLatency } from '../selection.ts';
import { sourceLink } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function accuracySection(data: ReportData, store: Store): HTMLElement[] | undefined {
  const clean = data.accuracy.filter(({ cell }) => cell.corruption === 'none');
  if (clean.length === 0 && data.robustness.length === 0) return undefined;
  const sizes = [...new Set(data.latency.map((row) => sizeOf(row)))];
  const sets = [...new Set(clean.map(({ cell }) => cell.dataset))];
  const rows = () => {
    const size = store.get().choices.size ?? sizes[0];
    return chosenLatency(data, store.get()).filter((row) => row.form === 'inference' && sizeOf(row) === size);
  };
  const visible = (model: string) => !store.get().hidden.has(model);
  const measured = () => {
    const set = store.get().choices.set ?? sets[0];
    const own = data.accuracy.filter(({ cell }) => cell.dataset === set && visible(cell.model));
    return tradePoints({ ...data, accuracy: own }, rows());
  };
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
            sets.map((value) => ({ value, text: value.slice(0, 40) })),
          ),
        ]
      : []),
  ];
  const mcePoints = (x: (row: ReportLatency) => number | undefined): TradePoint[] =>
    data.robustness.flatMap(({ model, mce, meanError }) => {
      const row = rows().find((candidate) => candidate.model === model);
      const cost = row === undefined ? undefined : x(row);
      const { value, low, high } = mce ?? meanError;
      return cost === undefined || !visible(model)
        ? []
        : [{ model, x: cost, y: [100 * value, 100 * low, 100 * high] as const }];
    });
  const hasMce = data.robustness.some(({ mce }) => mce !== undefined);
  const error = hasMce ? 'mCE, %' : 'mean corruption error, %';
  return [
    h(
      'div',
      { class: 'figures' },
      figure(store, {
        id: 'accuracy-latency',
        title: 'Accuracy against latency',
        note: 'Top-1 with its interval over the median latency. Filled: measured here. Hollow: published accuracy at our latency. The dashed line is the frontier of what was measured.',
        controls,
        build: (style) =>
          tradeOff([...measured(), ...publishedPoints(data, rows())], data.models, style, {
            x: 'median latency, ms',
            y: 'top-1, %',
            more: true,
          }),
      }),
      ...(data.robustness.length > 0
        ? [
            figure(store, {
              id: 'mce-latency',
              title: 'Corruption error against latency',
              note: 'Lower and further left is better; the dashed line is the frontier.',
              build: (style) =>
                tradeOff(
                  mcePoints(({ median }) => median?.[0]),
                  data.models,
                  style,
                  { x: 'median latency, ms', y: error, more: false },
                ),
            }),
            figure(store, {
              id: 'mce-parameters',
              title: 'Corruption error against parameters',
              note: 'Parameters of the inference form.',
              build: (style) =>
                tradeOff(
                  mcePoints(({ parameters }) => (parameters === undefined ? undefined : parameters / 1e6)),
                  data.models,
                  style,
                  { x: 'parameters, millions', y: error, more: false },
                ),
            }),
          ]
        : []),
    ),
    accuracyTable(data, clean),
  ];
}

function publishedPoints(data: ReportData, rows: readonly ReportLatency[]): TradePoint[] {
  return rows.flatMap((row) => {
    const facts = data.models.find(({ id }) => id === row.model)?.published ?? [];
    const top1 = facts.find(({ metric }) => metric === 'imagenet-top1');
    if (top1 === undefined || row.median === undefined) return [];
    return [
      {
        model: row.model,
        x: row.median[0],
        y: [top1.value, top1.value, top1.value] as const,
        published: true,
      },
    ];
  });
}

function accuracyTable(data: ReportData, rows: readonly ReportAccuracy[]): HTMLElement {
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
      {
        title: 'record',
        value: (row) => `${data.runs[row.run]?.id}:${row.line}`,
        text: (row) => sourceLink(data, row),
      },
    ],
    { id: 'accuracy-table', caption: 'Accuracy on clean images', sort: { column: 3, descending: true } },
  );
}

function sizeOf({ height, width, batch, threads, runtime }: ReportLatency): string {
  return `${height}×${width}, batch ${batch}, threads ${threads}, ${runtime}`;
}
