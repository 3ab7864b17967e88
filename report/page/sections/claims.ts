import type { ReportData } from '../../data.ts';
import { precise } from '../../values.ts';
import { sourceLink } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';
import { verdict } from './answer.ts';

export function claimsSection(data: ReportData, _store: Store): HTMLElement[] | undefined {
  if (data.claims.length === 0) return undefined;
  return [
    table(
      data.claims,
      [
        { title: 'claim', value: (row) => row.claim },
        { title: 'metric', value: (row) => row.metric },
        { title: 'published', value: (row) => row.published, text: (row) => precise(row.published) },
        {
          title: 'measured',
          value: (row) => row.measured?.value,
          text: (row) => (row.measured ? precise(row.measured.value) : '–'),
        },
        {
          title: 'low',
          value: (row) => row.measured?.low,
          text: (row) => (row.measured ? precise(row.measured.low) : '–'),
        },
        {
          title: 'high',
          value: (row) => row.measured?.high,
          text: (row) => (row.measured ? precise(row.measured.high) : '–'),
        },
        { title: 'verdict', value: (row) => row.verdict, text: (row) => verdict(row.verdict) },
        { title: 'source', value: (row) => row.source },
        { title: 'note', value: (row) => row.note },
        {
          title: 'record',
          value: (row) => `${data.runs[row.run]?.id}:${row.line}`,
          text: (row) => sourceLink(data, row),
        },
      ],
      { id: 'claims-table', caption: 'Published claims, measured here' },
    ),
  ];
}
