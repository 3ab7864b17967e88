import type { ReportData } from '../data/types.ts';
import { comparisonMetrics } from '../metrics/findings.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';

export const comparisonsTable: Table<ReportData['comparisons'][number]> = {
  id: 'comparisons-table',
  section: 'robustness',
  title: 'Models compared on the same images (McNemar’s exact test)',
  markdown: true,
  rows: ({ data }) => data.comparisons,
  columns: ({ comparisons }) => [
    { title: 'model', value: (row) => row.models[0] },
    { title: 'against', value: (row) => row.models[1] },
    { title: 'dataset', value: (row) => row.dataset },
    ...metricColumns(comparisonMetrics, comparisons, { lead: 'difference' }),
  ],
};
