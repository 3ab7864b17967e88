import type { ReportData, Source } from '../data/types.ts';
import type { Table } from './figure.ts';

type History = ReportData['histories'][number];

/** A night on which the level of a cell changed. */
type Change = History['changes'][number] & Pick<History, 'series' | 'metric' | 'environment'> & Source;

export const changesTable: Table<Change> = {
  id: 'changes-table',
  section: 'history-section',
  title: 'Change points',
  markdown: false,
  rows: ({ data }) =>
    data.histories.flatMap(({ changes, series, metric, environment, run, line }) =>
      changes.map((change) => ({ ...change, series, metric, environment, run, line })),
    ),
  columns: () => [
    { title: 'cell', value: (row) => row.series },
    { title: 'metric', value: (row) => row.metric },
    { title: 'since', value: (row) => row.at.slice(0, 10) },
    {
      title: 'level after over before',
      value: (row) => row.ratio,
      text: ({ ratio }) =>
        `${ratio.toFixed(3)}× (${(100 * Math.abs(ratio - 1)).toFixed(1)} % ${ratio < 1 ? 'lower' : 'higher'})`,
    },
    { title: 'commit', value: (row) => row.commit?.slice(0, 12) },
    { title: 'environment', value: (row) => row.environment },
  ],
  sort: { column: 'since', descending: true },
};
