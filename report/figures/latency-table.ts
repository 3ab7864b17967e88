import type { ReportLatency } from '../data/types.ts';
import { latencyMetrics } from '../metrics/latency.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';
import { latencyOf } from './view.ts';

export const latencyTable: Table<ReportLatency> = {
  id: 'latency-table',
  section: 'latency',
  title: 'Latency of every cell',
  markdown: true,
  rows: latencyOf,
  columns: ({ latency }) => [
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
    ...metricColumns(latencyMetrics, latency, {
      lead: 'median',
      missing: (row, id) => (id === 'median' ? row.flaw : id === 'ratio' ? row.ratioMissing : undefined),
    }),
    ...(latency.some(({ ratioTime }) => ratioTime === 'cpu')
      ? [{ title: 'ratio by', value: ({ ratioTime }: ReportLatency) => ratioTime && TIMES[ratioTime] }]
      : []),
    {
      title: 'stopped',
      only: 'page',
      value: ({ stop, noisy }) => `${STOPS[stop] ?? stop}${noisy ? '; machine noisy' : ''}`,
    },
  ],
};

/** The time of a ratio, as tables word it. */
export const TIMES = { cpu: 'CPU time', wall: 'clock' } as const;

const STOPS: Readonly<Record<string, string>> = {
  precision: 'precision',
  budget: 'time budget',
  rounds: 'all rounds',
};
