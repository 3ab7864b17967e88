import type { ReportData } from '../data/types.ts';
import { calibrationMetrics } from '../metrics/findings.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';

export const calibrationTable: Table<ReportData['calibrations'][number]> = {
  id: 'calibration-table',
  section: 'machine',
  title: 'Calibration of the machine',
  markdown: false,
  rows: ({ data }) => data.calibrations,
  columns: ({ runs, calibrations }) => [
    { title: 'run', value: (row) => runs[row.run]?.id },
    { title: 'trials of identical models', value: (row) => row.trials },
    ...metricColumns(calibrationMetrics, calibrations),
  ],
};
