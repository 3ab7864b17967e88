import type { ReportVerdict } from '../data/types.ts';
import { verdictMetrics } from '../metrics/findings.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';

export const verdictsTable: Table<ReportVerdict> = {
  id: 'verdicts-table',
  section: 'answer',
  title: 'Every cell against the baseline run',
  markdown: false,
  rows: ({ data }) => data.verdicts,
  columns: ({ verdicts }) => [
    { title: 'cell', value: (row) => row.cell },
    { title: 'metric', value: (row) => row.metric },
    { title: 'verdict', verdict: true, value: (row) => verdictWord(row.verdict) },
    ...metricColumns(verdictMetrics, verdicts, { lead: 'ratio' }),
    { title: 'baseline run', value: (row) => row.base },
    { title: 'note', value: (row) => row.note },
  ],
  sort: { column: 'ratio', descending: true },
};

/** A verdict as reports word it. */
export function verdictWord(verdict: string): string {
  return verdict === 'unresolved' ? 'undecided' : verdict;
}
