import type { RobustnessRecord } from '../../results/index.ts';
import type { RunDatabase } from '../predictions/index.ts';
import type { SummaryContext } from './context.ts';
import { corruptionError, type ErrorsBySeverity, relativeCorruptionError } from './corruption-error.ts';
import { meanOverImages } from './mean-over-images.ts';
import type { RobustnessField } from './metric.ts';
import { ROBUSTNESS_METRICS } from './registry.ts';
import { completeImages, type Series, type SeriesValues, seriesValues } from './series.ts';

/**
 * Computes a robustness record for each model and dataset with corruptions, over the images that could be read under
 * every corruption.
 */
export async function robustnessRecords(
  database: RunDatabase,
  context: SummaryContext,
): Promise<RobustnessRecord[]> {
  const records: RobustnessRecord[] = [];
  for (const series of await corruptedSeries(database)) {
    const { model, dataset, protocol } = series;
    const { errors, images, values } = await seriesValues(database, series);
    // An interval needs two images.
    if (images < 2) continue;
    const clean = errors.none?.[0];
    const flips = await flipRates(database, series);
    records.push({
      type: 'robustness',
      model,
      dataset,
      protocol,
      images,
      ...(clean === undefined ? {} : { cleanError: clean }),
      corruptions: Object.entries(errors)
        .filter(([corruption]) => corruption !== 'none')
        .map(([corruption, own]) => corruptionEntry(corruption, own, clean, flips.get(corruption))),
      ...metricsOf(values, context),
      seed: context.seed,
    });
  }
  return records;
}

function metricsOf(
  values: SeriesValues['values'],
  context: SummaryContext,
): Pick<RobustnessRecord, RobustnessField> {
  const estimates = Object.entries(ROBUSTNESS_METRICS).flatMap(([field, metric]) => {
    const own = values[field as RobustnessField];
    return own ? [[field, meanOverImages(own, metric, context)]] : [];
  });
  // `meanError` has no requirements, so the only field that is not optional is always present.
  return Object.fromEntries(estimates);
}

async function corruptedSeries(database: RunDatabase): Promise<Series[]> {
  const rows = await database.all(
    `SELECT DISTINCT model, dataset, protocol FROM predictions WHERE corruption <> 'none' ORDER BY ALL`,
  );
  return rows.map(({ model, dataset, protocol }) => ({
    model: String(model),
    dataset: String(dataset),
    protocol: String(protocol),
  }));
}

async function flipRates(database: RunDatabase, series: Series): Promise<Map<string, number>> {
  const rows = await database.all(`WITH ${completeImages(series)}
    SELECT complete.corruption, count(*) FILTER (complete.top5[1] <> clean.top5[1]) / count(*)::DOUBLE AS rate
    FROM complete JOIN complete clean USING (image)
    WHERE complete.corruption <> 'none' AND clean.corruption = 'none' GROUP BY ALL`);
  return new Map(rows.map(({ corruption, rate }) => [String(corruption), Number(rate)]));
}

function corruptionEntry(
  corruption: string,
  errors: ErrorsBySeverity,
  clean: number | undefined,
  flipRate: number | undefined,
): RobustnessRecord['corruptions'][number] {
  const values = Object.values(errors);
  const ce = corruptionError(corruption, errors);
  const relativeCe = clean === undefined ? undefined : relativeCorruptionError(corruption, errors, clean);
  return {
    corruption,
    errors: Object.fromEntries(Object.entries(errors)),
    error: values.reduce((sum, value) => sum + value, 0) / values.length,
    ...(ce === undefined ? {} : { ce }),
    ...(relativeCe === undefined ? {} : { relativeCe }),
    ...(flipRate === undefined ? {} : { flipRate }),
  };
}
