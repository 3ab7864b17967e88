import type { ReportAccuracy, Source } from '../data/types.ts';
import type { Table } from './figure.ts';
import { allCleanOf } from './view.ts';

/** One kind of mistake of a model. */
export interface Confusion extends Source, Pick<ReportAccuracy, 'cell' | 'images'> {
  readonly label: number;
  readonly predicted: number;
  readonly count: number;
}

/** Number of mistakes shown per model and set, most frequent first; CSV has all that were recorded. */
const SHOWN = 3;

export const confusionsTable: Table<Confusion> = {
  id: 'confusions-table',
  section: 'accuracy',
  title: 'Most frequent mistakes on clean images',
  markdown: true,
  rows: (view) => confusionsOf(allCleanOf(view), SHOWN),
  columns: () => [
    { title: 'model', value: (row) => row.cell.model },
    { title: 'dataset', value: (row) => row.cell.dataset },
    { title: 'class', value: (row) => row.label },
    { title: 'taken for class', value: (row) => row.predicted },
    { title: 'images', value: (row) => row.count },
    {
      title: '% of images',
      value: (row) => (100 * row.count) / row.images,
      text: (row) => ((100 * row.count) / row.images).toFixed(2),
    },
  ],
};

/** Lists the mistakes of accuracy rows, most frequent first, at most `most` per row. */
export function confusionsOf(
  accuracy: readonly ReportAccuracy[],
  most = Number.POSITIVE_INFINITY,
): Confusion[] {
  return accuracy.flatMap(({ confusions = [], cell, images, run, line }) =>
    confusions
      .toSorted((a, b) => b[2] - a[2])
      .slice(0, most)
      .map(([label, predicted, count]) => ({ cell, images, label, predicted, count, run, line })),
  );
}
