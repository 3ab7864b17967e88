import type { ReportAccuracy } from '../data/types.ts';
import { accuracyMetrics } from '../metrics/accuracy.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';
import { allCleanOf, everything } from './view.ts';

export const accuracyTable: Table<ReportAccuracy> = {
  id: 'accuracy-table',
  section: 'accuracy',
  title: 'Accuracy on clean images',
  markdown: true,
  rows: allCleanOf,
  columns(data) {
    const rows = allCleanOf(everything(data));
    const published = rows.some((row) => row.published.length > 0);
    return [
      { title: 'model', value: (row) => row.cell.model },
      { title: 'dataset', value: (row) => row.cell.dataset },
      { title: 'images', value: (row) => row.images },
      ...metricColumns(accuracyMetrics, rows, { lead: 'top1' }),
      ...(published
        ? [
            { title: 'published by', value: (row: ReportAccuracy) => row.published[0]?.source },
            {
              title: 'published value in the interval',
              only: 'page' as const,
              value: ({ published: [first] }: ReportAccuracy) => first && (first.inside ? 'yes' : 'no'),
            },
          ]
        : []),
    ];
  },
  sort: { column: 'top-1 %', descending: true },
};
