import { counted } from '../../../src/text/index.ts';
import { coldStart } from '../../charts/cold-start.ts';
import { distribution } from '../../charts/distribution.ts';
import { latencyByBatch } from '../../charts/latency-by-batch.ts';
import { latencyByResolution } from '../../charts/latency-by-resolution.ts';
import { latencyByThreads } from '../../charts/latency-by-threads.ts';
import { memory } from '../../charts/memory.ts';
import { operators } from '../../charts/operators.ts';
import { ratioByResolution } from '../../charts/ratio-by-resolution.ts';
import type { ChartStyle } from '../../charts/style.ts';
import type { ReportData } from '../../data.ts';
import type { ReportLatency } from '../../latency-rows.ts';
import { asChange, precise } from '../../values.ts';
import { chooser } from '../controls.ts';
import { h } from '../dom.ts';
import { type FigureOptions, figure } from '../figure.ts';
import { chosenLatency, usual } from '../selection.ts';
import { recordColumn, recordLinks } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function latencySection(data: ReportData, store: Store): HTMLElement[] | undefined {
  if (data.latency.length === 0) return undefined;
  const all = data.latency;
  const batches = sortedUnique(all.map(({ batch }) => batch));
  const threads = sortedUnique(all.map(({ threads }) => threads));
  const pick = [
    ...(batches.length > 1 ? [chooser(store, 'batch', 'batch', batches.map(plainOption))] : []),
    ...(threads.length > 1 ? [chooser(store, 'threads', 'threads', threads.map(plainOption))] : []),
  ];
  const rows = () => {
    const { choices } = store.get();
    const batch = Number(choices.batch ?? batches[0]);
    const thread = Number(choices.threads ?? threads[0]);
    return chosenLatency(data, store.get()).filter((row) => row.batch === batch && row.threads === thread);
  };
  const level = Math.round(100 * (all[0]?.level ?? 0.95));
  return [
    h(
      'div',
      { class: 'figures' },
      figure(store, {
        id: 'latency-by-resolution',
        title: 'Latency by resolution',
        note: `Median milliseconds of an inference with its ${level} % interval, both axes logarithmic. Dotted and hollow: the training form.`,
        controls: pick,
        build: (style) => latencyByResolution(rows(), data.models, style),
        records: () => recordLinks(data, rows()),
      }),
      figure(store, {
        id: 'ratio-by-resolution',
        title: 'Against the baseline, by resolution',
        note: 'Ratio of latencies within the same rounds, which the machine’s drift does not touch. Below 1 is faster.',
        build: (style) => ratioByResolution(rows(), data.models, style),
        records: () => recordLinks(data, rows()),
      }),
      ...moreFigures(data, store, batches, threads),
    ),
    liveTable(data, store),
  ];
}

/** What a sweep or a record may have beside the resolutions: each only where there is data for it. */
function moreFigures(
  data: ReportData,
  store: Store,
  batches: readonly number[],
  threads: readonly number[],
): HTMLElement[] {
  // What was profiled first, so that no figure begins empty.
  const profiled = data.latency.filter((row) => row.operators !== undefined);
  const sizes = [...new Set([...profiled, ...data.latency].map(sizeOf))];
  const pick = chooser(
    store,
    'cell-size',
    'at',
    sizes.map((value) => ({ value, text: value })),
  );
  const picked = () => {
    const size = store.get().choices['cell-size'] ?? sizes[0];
    return chosenLatency(data, store.get()).filter((row) => sizeOf(row) === size);
  };
  const largest = Math.max(...sizes.map((size) => data.latency.filter((row) => sizeOf(row) === size).length));
  const height = 110 + 30 * Math.min(40, largest);
  const usualSide = usual(data.latency, ({ height: h, width }) => h * width);
  const along = (axis: 'batch' | 'threads') => {
    const other = axis === 'batch' ? 'threads' : 'batch';
    const fixed = usual(data.latency, (row) => row[other]);
    return chosenLatency(data, store.get()).filter(
      (row) => row.height * row.width === usualSide && row[other] === fixed,
    );
  };
  const sweeps = [
    ...(batches.length > 1
      ? [
          figure(store, {
            id: 'latency-by-batch',
            title: 'Latency by batch',
            note: 'Milliseconds an image: where batching pays, the lines fall.',
            build: (style) => latencyByBatch(along('batch'), data.models, style),
            records: () => recordLinks(data, along('batch')),
          }),
        ]
      : []),
    ...(threads.length > 1
      ? [
          figure(store, {
            id: 'latency-by-threads',
            title: 'Latency by threads',
            note: 'Median latency; a line that falls by half at twice the threads scales perfectly.',
            build: (style) => latencyByThreads(along('threads'), data.models, style),
            records: () => recordLinks(data, along('threads')),
          }),
        ]
      : []),
  ];
  const details: Omit<FigureOptions, 'records'>[] = [
    {
      id: 'distribution',
      title: 'Distribution of each cell',
      note: 'Rounds over the median of their cell. Two bulges are two states of the machine, which one number would hide.',
      build: (style) => distribution(picked(), data.models, style),
    },
    {
      id: 'cold-start',
      title: 'Cold start',
      note: 'Session creation and the first inference beside the steady state; medians over fresh processes or sessions.',
      build: (style) => coldStart(picked(), style),
    },
    ...(data.latency.some(({ rssBytes, fileBytes }) => rssBytes !== undefined || fileBytes !== undefined)
      ? [
          {
            id: 'memory',
            title: 'Memory',
            note: 'Peak resident memory of the cell’s own process, where it had one, and the size of the model file.',
            build: (style: ChartStyle) => memory(picked(), style),
          },
        ]
      : []),
    ...(data.latency.some(({ operators: profile }) => profile !== undefined)
      ? [
          {
            id: 'operators',
            title: 'Time by operator',
            note: 'Share of the profiled time by operator type, as the runtime executed the graph.',
            build: (style: ChartStyle) => operators(picked(), style),
          },
        ]
      : []),
  ];
  return [
    ...sweeps,
    ...details.map((options, at) =>
      figure(store, {
        ...options,
        records: () => recordLinks(data, picked()),
        height,
        ...(at === 0 && sizes.length > 1 ? { controls: [pick] } : {}),
      }),
    ),
  ];
}

function sizeOf({ height, width, batch, threads }: ReportLatency): string {
  return `${height}×${width}, batch ${batch}, ${counted(threads, 'thread')}`;
}

function liveTable(data: ReportData, store: Store): HTMLElement {
  const holder = h('div');
  const fill = () => holder.replaceChildren(latencyTable(data, chosenLatency(data, store.get()), store));
  fill();
  store.onChange(fill);
  return holder;
}

function latencyTable(data: ReportData, rows: readonly ReportLatency[], store: Store): HTMLElement {
  return table(
    rows,
    [
      { title: 'model', value: (row) => row.model },
      { title: 'form', value: (row) => row.form },
      { title: 'runtime', value: (row) => row.runtime },
      {
        title: 'pixels',
        value: (row) => row.height * row.width,
        text: (row) => `${row.height}×${row.width}`,
      },
      { title: 'batch', value: (row) => row.batch },
      { title: 'threads', value: (row) => row.threads },
      {
        title: 'median ms',
        value: (row) => row.median?.[0],
        text: (row) => (row.median ? precise(row.median[0]) : (row.flaw ?? '–')),
      },
      {
        title: 'low',
        value: (row) => row.median?.[1],
        text: (row) => (row.median ? precise(row.median[1]) : '–'),
      },
      {
        title: 'high',
        value: (row) => row.median?.[2],
        text: (row) => (row.median ? precise(row.median[2]) : '–'),
      },
      {
        title: 'p95',
        value: (row) => row.percentiles[4],
        text: (row) => precise(row.percentiles[4] ?? Number.NaN),
      },
      {
        title: 'vs baseline',
        value: (row) => row.ratio?.[0],
        text: (row) => (row.ratio ? asChange(row.ratio[0]) : (row.ratioMissing ?? '–')),
      },
      {
        title: 'GMACs',
        value: (row) => (row.macs === undefined ? undefined : row.macs / 1e9),
        text: (row) => (row.macs === undefined ? '–' : precise(row.macs / 1e9)),
      },
      { title: 'stopped by', value: (row) => (row.noisy ? `${row.stop}, noisy` : row.stop) },
      recordColumn(data),
    ],
    { store, id: 'latency-table', caption: 'Latency, every cell of this machine' },
  );
}

function plainOption(value: number): { value: string; text: string } {
  return { value: String(value), text: String(value) };
}

function sortedUnique(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
