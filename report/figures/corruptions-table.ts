import type { ReportRobustness, Source } from '../data/types.ts';
import { headOf, readAll, type Values } from '../metrics/metric.ts';
import { corruptionMetrics } from '../metrics/robustness.ts';
import { metricColumns } from './columns.ts';
import type { Table } from './figure.ts';

/** What one corruption does to one model. */
export type CorruptionRow = Source &
  Values<typeof corruptionMetrics> &
  Pick<ReportRobustness, 'model' | 'dataset' | 'protocol'> & { readonly corruption: string };

export const corruptionsTable: Table<CorruptionRow> = {
  id: 'corruptions-table',
  section: 'robustness',
  title: 'Errors by corruption, over the severities',
  markdown: false,
  rows: ({ data, hidden }) => corruptionRows(data.robustness.filter(({ model }) => !hidden.has(model))),
  columns: ({ robustness }) => [
    { title: 'model', value: (row) => row.model },
    { title: 'dataset', value: (row) => row.dataset },
    { title: 'protocol', value: (row) => row.protocol },
    { title: 'corruption', value: (row) => row.corruption },
    ...metricColumns(corruptionMetrics, corruptionRows(robustness)),
  ],
  sort: { column: headOf(corruptionMetrics[0]), descending: true },
};

/** A row per model and corruption. */
export function corruptionRows(robustness: readonly ReportRobustness[]): CorruptionRow[] {
  return robustness.flatMap(({ corruptions, model, dataset, protocol, run, line }) =>
    corruptions.map((one) => ({
      model,
      dataset,
      protocol,
      corruption: one.corruption,
      ...readAll(corruptionMetrics, one),
      run,
      line,
    })),
  );
}
