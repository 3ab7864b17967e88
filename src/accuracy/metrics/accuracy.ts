import type { AccuracyCell, AccuracyRecord } from '../../results/index.ts';
import type { RunDatabase } from '../predictions/index.ts';
import { byCell, CELL, cellOf } from './cells.ts';
import { modelOf, type SummaryContext } from './context.ts';
import { CELL_METRICS } from './registry.ts';

/**
 * Computes an accuracy record for each model, dataset, corruption and severity among the predictions. It depends only
 * on the set of predictions: not on their order, nor on how they are split into parts.
 */
export async function accuracyRecords(
  database: RunDatabase,
  context: SummaryContext,
): Promise<AccuracyRecord[]> {
  const cells = await database.all(
    `SELECT ${CELL}, count(*)::INTEGER AS images FROM predictions GROUP BY ALL ORDER BY ALL`,
  );
  const unreadable = byCell(
    await database.all(
      `SELECT '' AS model, dataset, corruption, severity, protocol, count(*)::INTEGER AS count FROM unreadable GROUP BY ALL`,
    ),
  );
  const metrics = await metricsOf(database, context);
  return cells.map((row): AccuracyRecord => {
    const cell = cellOf(row);
    const { weights, digest } = modelOf(context, cell.model);
    return {
      type: 'accuracy',
      cell,
      images: Number(row.images),
      unreadable: Number(unreadable({ ...cell, model: '' })[0]?.count ?? 0),
      ...metrics(cell),
      weights,
      modelDigest: digest,
      seed: context.seed,
    };
  });
}

type Metrics = Pick<AccuracyRecord, keyof typeof CELL_METRICS>;

async function metricsOf(
  database: RunDatabase,
  context: SummaryContext,
): Promise<(cell: AccuracyCell) => Metrics> {
  const measured: [string, (cell: AccuracyCell) => unknown][] = [];
  for (const [field, metric] of Object.entries(CELL_METRICS))
    measured.push([field, await metric(database, context)]);
  return (cell) => {
    const values = measured.map(([field, measure]) => [field, measure(cell)]);
    // The type of the registry says that each value is one of its field.
    return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Metrics;
  };
}
