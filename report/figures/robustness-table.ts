import type { ReportRobustness } from '../data/types.ts';
import { robustnessMetrics } from '../metrics/robustness.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';

export const robustnessTable: Table<ReportRobustness> = {
  id: 'robustness-table',
  section: 'robustness',
  title: 'Errors under corruption',
  markdown: true,
  rows: ({ data, hidden }) => data.robustness.filter(({ model }) => !hidden.has(model)),
  columns: ({ robustness }) => [
    { title: 'model', value: (row) => row.model },
    { title: 'dataset', value: (row) => row.dataset },
    { title: 'protocol', value: (row) => row.protocol },
    { title: 'images', value: (row) => row.images },
    ...metricColumns(robustnessMetrics, robustness),
  ],
};
