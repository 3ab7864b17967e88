import type { Estimate } from '../../results/index.ts';
import { byCell } from './cells.ts';
import { proportion } from './context.ts';
import type { CellMetric } from './metric.ts';

/** Share of images with another prediction than when clean; undefined for clean cells. */
export const flips: CellMetric<Estimate | undefined> = async (database, context) => {
  const counts = byCell(
    await database.all(`
      SELECT p.model, p.dataset, p.corruption, p.severity, p.protocol,
        count(*) FILTER (p.top5[1] <> clean.top5[1])::INTEGER AS flipped, count(*)::INTEGER AS images
      FROM predictions p JOIN predictions clean USING (model, dataset, protocol, image)
      WHERE p.corruption <> 'none' AND clean.corruption = 'none' GROUP BY ALL`),
  );
  return (cell) => {
    const [row] = counts(cell);
    return row && proportion(Number(row.flipped), Number(row.images), context);
  };
};
