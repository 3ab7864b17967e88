import type { AccuracyRecord } from '../../results/index.ts';
import { byCell, CELL } from './cells.ts';
import type { CellMetric } from './metric.ts';

/** Most confusions that a record lists. */
const MOST = 20;

/** The most frequent confusions of two classes; undefined for corrupted cells. */
export const confusions: CellMetric<AccuracyRecord['confusions']> = async (database) => {
  const found = byCell(
    await database.all(`
      FROM (SELECT ${CELL}, label, top5[1] AS predicted, count(*)::INTEGER AS count
        FROM predictions WHERE corruption = 'none' AND NOT correct GROUP BY ALL)
      QUALIFY row_number() OVER (PARTITION BY model, dataset, protocol ORDER BY count DESC, label, predicted) <= ${MOST}
      ORDER BY model, dataset, protocol, count DESC, label, predicted`),
  );
  return (cell) => {
    if (cell.corruption !== 'none') return undefined;
    return found(cell).map(({ label, predicted, count }) => ({
      label: Number(label),
      predicted: Number(predicted),
      count: Number(count),
    }));
  };
};
