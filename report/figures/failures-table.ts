import type { ReportFailure } from '../data/types.ts';
import type { Table } from './figure.ts';

export const failuresTable: Table<ReportFailure> = {
  id: 'failures-table',
  section: 'machine',
  title: 'Failed cells',
  markdown: true,
  rows: ({ data }) => data.failed,
  columns: ({ runs }) => [
    { title: 'cell', value: (row) => row.what },
    { title: 'reason', value: (row) => row.reason },
    { title: 'run', only: 'page', value: (row) => runs[row.run]?.id },
  ],
};
