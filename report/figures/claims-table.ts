import type { ReportClaim } from '../data/types.ts';
import { claimMetrics } from '../metrics/findings.ts';
import { precise } from '../values.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';
import { verdictWord } from './verdicts-table.ts';

export const claimsTable: Table<ReportClaim> = {
  id: 'claims-table',
  section: 'claims',
  title: 'Published claims, measured here',
  markdown: true,
  rows: ({ data }) => data.claims,
  columns: ({ claims }) => [
    { title: 'claim', value: (row) => row.claim },
    { title: 'metric', only: 'page', value: (row) => row.metric },
    { title: 'published', value: (row) => row.published, text: (row) => precise(row.published) },
    ...metricColumns(claimMetrics, claims, { lead: 'measured' }),
    { title: 'verdict', verdict: true, value: (row) => verdictWord(row.verdict) },
    { title: 'source', only: 'page', value: (row) => row.source },
    { title: 'note', only: 'page', value: (row) => row.note },
  ],
};
