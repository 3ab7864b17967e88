import type { Estimate } from '../../results/index.ts';
import { byCell, CELL } from './cells.ts';
import { proportion } from './context.ts';
import type { CellMetric } from './metric.ts';

/** Share of images whose best class is accepted. */
export const top1 = topAccuracy('correct');

/** Share of images with an accepted class among the five best. */
export const top5 = topAccuracy('correct5');

function topAccuracy(column: string): CellMetric<Estimate> {
  return async (database, context) => {
    const counts = byCell(
      await database.all(
        `SELECT ${CELL}, count(*) FILTER (${column})::INTEGER AS correct, count(*)::INTEGER AS images FROM predictions GROUP BY ALL`,
      ),
    );
    return (cell) => {
      const [row] = counts(cell);
      return proportion(Number(row?.correct), Number(row?.images), context);
    };
  };
}
