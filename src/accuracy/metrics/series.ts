import { type RunDatabase, sqlLiteral } from '../predictions/index.ts';
import { ALEXNET_ERRORS } from './alexnet.ts';
import { type ErrorsBySeverity, hasFifteen } from './corruption-error.ts';
import type { RobustnessField } from './metric.ts';
import { ROBUSTNESS_METRICS } from './registry.ts';

/** All predictions of one model on one dataset under one protocol. */
export interface Series {
  readonly model: string;
  readonly dataset: string;
  readonly protocol: string;
}

/** The errors of a series, and the values per image of its robustness metrics. */
export interface SeriesValues {
  /** Errors by corruption and severity; those of clean images are `none`, severity 0. */
  readonly errors: Readonly<Record<string, ErrorsBySeverity>>;
  readonly images: number;
  /** In the order of the image ids; undefined where predictions that the metric needs are missing. */
  readonly values: Readonly<Record<RobustnessField, readonly number[] | undefined>>;
}

/** Reads the values of a series over the images that could be read in all its cells. */
export async function seriesValues(database: RunDatabase, series: Series): Promise<SeriesValues> {
  const errors = await errorsOf(database, series);
  const metrics = Object.entries(ROBUSTNESS_METRICS) as [
    RobustnessField,
    (typeof ROBUSTNESS_METRICS)['mce'],
  ][];
  const columns = metrics.map(([field, { value }]) => `${value} AS "${field}"`);
  const rows = await database.all(`WITH ${completeImages(series)},
    clean AS (SELECT image, NOT correct AS wrong, top5[1] AS predicted FROM complete WHERE corruption = 'none'),
    corrupted AS (SELECT complete.image, corruption, CASE WHEN correct THEN 0 ELSE 1 END AS wrong,
      CASE WHEN clean.wrong THEN 1 ELSE 0 END AS clean_wrong,
      top5[1] <> clean.predicted AS flipped, clean.predicted IS NOT NULL AS has_clean
      FROM complete LEFT JOIN clean USING (image) WHERE corruption <> 'none')
    SELECT image, any_value(has_clean) AS has_clean, ${columns.join(', ')}
    FROM corrupted GROUP BY image ORDER BY image`);
  const has = {
    fifteen: hasFifteen(errors),
    clean: rows.length > 0 && rows.every(({ has_clean }) => has_clean === true),
  };
  const values = metrics.map(([field, { needs }]) => [
    field,
    needs.every((need) => has[need]) ? rows.map((row) => Number(row[field])) : undefined,
  ]);
  return { errors, images: rows.length, values: Object.fromEntries(values) };
}

/** SQL for the view `complete`: the predictions of a series for the images that it has in every cell. */
export function completeImages({ model, dataset, protocol }: Series): string {
  const own = `SELECT * FROM predictions WHERE model = ${sqlLiteral(model)} AND dataset = ${sqlLiteral(dataset)} AND protocol = ${sqlLiteral(protocol)}`;
  return `own AS (${own}),
    everywhere AS (SELECT image FROM own GROUP BY image
      HAVING count(*) = (SELECT count(DISTINCT (corruption, severity)) FROM own)),
    complete AS (SELECT own.* FROM own SEMI JOIN everywhere USING (image))`;
}

/** In the order of AlexNet's table, other corruptions last. */
async function errorsOf(database: RunDatabase, series: Series): Promise<Record<string, ErrorsBySeverity>> {
  const rows = await database.all(`WITH ${completeImages(series)}
    SELECT corruption, severity, count(*) FILTER (NOT correct) / count(*)::DOUBLE AS error
    FROM complete GROUP BY ALL ORDER BY ALL`);
  const errors: Record<string, Record<number, number>> = {};
  for (const name of [...Object.keys(ALEXNET_ERRORS), ...rows.map((row) => String(row.corruption))]) {
    const own = rows.filter(({ corruption }) => corruption === name);
    if (own.length > 0) {
      errors[name] = Object.fromEntries(own.map(({ severity, error }) => [Number(severity), Number(error)]));
    }
  }
  return errors;
}
