import type { ReportRun } from '../data/types.ts';
import type { Table } from './figure.ts';

/** Runs that the page shows one by one; where there are more, a table lists all. */
export const RUN_CARDS = 8;

export const runsTable: Table<ReportRun> = {
  id: 'runs-table',
  section: 'machine',
  title: 'All runs',
  markdown: false,
  rows: ({ data: { runs } }) => (runs.length > RUN_CARDS ? runs : []),
  columns: () => [
    { title: 'run', value: (run) => run.id },
    { title: 'suite', value: (run) => run.suite },
    { title: 'machine', value: (run) => run.machine + 1 },
    { title: 'started', value: (run) => run.started },
    { title: 'command', value: (run) => run.command },
  ],
};

export const skippedTable: Table<{ readonly run: string; readonly what: string; readonly why: string }> = {
  id: 'skipped-table',
  section: 'machine',
  title: 'Planned but not measured',
  markdown: false,
  rows: ({ data }) => data.runs.flatMap(({ id, skipped }) => skipped.map((one) => ({ run: id, ...one }))),
  columns: () => [
    { title: 'what', value: (row) => row.what },
    { title: 'why', value: (row) => row.why },
    { title: 'run', value: (row) => row.run },
  ],
};

export const problemsTable: Table<{ readonly run: string; readonly problem: string }> = {
  id: 'problems-table',
  section: 'machine',
  title: 'Damaged records',
  markdown: false,
  rows: ({ data }) =>
    data.runs.flatMap(({ id, problems }) => problems.map((problem) => ({ run: id, problem }))),
  columns: () => [
    { title: 'run', value: (row) => row.run },
    { title: 'record that could not be read', value: (row) => row.problem },
  ],
};
