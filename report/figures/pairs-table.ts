import type { ReportPair } from '../data/types.ts';
import { changeInWords } from '../values.ts';
import type { Table } from './figure.ts';
import { TIMES } from './latency-table.ts';

export const pairsTable: Table<ReportPair> = {
  id: 'pairs-table',
  section: 'ablations',
  title: 'Pairs measured in the same rounds',
  markdown: false,
  rows: ({ data }) => data.pairs,
  columns: ({ runs }) => [
    { title: 'model', value: (row) => row.model },
    { title: 'against', value: (row) => (row.kind === 'form' ? 'its training form' : row.against) },
    { title: 'pixels per side', value: (row) => row.side },
    { title: 'batch', value: (row) => row.batch },
    { title: 'latency', value: (row) => row.ratio[0], text: (row) => changeInWords(row.ratio) },
    { title: 'ratio by', value: (row) => TIMES[row.time] },
    { title: 'what the ratio measures', value: (row) => row.meaning },
    { title: 'run', value: (row) => runs[row.run]?.id },
  ],
};
