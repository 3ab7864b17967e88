import type { AccuracyComparison, RobustnessRecord } from '../../results/index.ts';
import { holm, mcnemarExact } from '../../stats/index.ts';
import { type Row, type RunDatabase, sqlLiteral } from '../predictions/index.ts';
import { ALEXNET_ERRORS } from './alexnet.ts';
import {
  corruptionError,
  type ErrorsBySeverity,
  isComplete,
  mistakeWeights,
  relativeCorruptionError,
} from './corruption-error.ts';
import { meanOverImages, type SummaryContext } from './summary.ts';

/** One value an image, images in the order of their ids, the same for all models. */
interface ImageValues {
  /** Mean over all cells of being wrong. */
  readonly error: readonly number[];
  /** Mean over all cells of another prediction than the clean one; empty without clean predictions. */
  readonly flips: readonly number[];
  /** Weighted mistakes whose mean over images is mCE; empty if a cell of it is missing. */
  readonly mce: readonly number[];
  readonly relativeMce: readonly number[];
}

/**
 * A robustness record for each model and set with corruptions, and what follows from the same resampled images
 * for pairs of models. An image counts where all models could read it under every corruption.
 */
export async function robustnessRecords(
  database: RunDatabase,
  context: SummaryContext,
): Promise<RobustnessRecord[]> {
  const records: RobustnessRecord[] = [];
  for (const { model, dataset, protocol } of await corruptedSets(database)) {
    const errors = await errorsOf(database, { model, dataset, protocol });
    const values = await imageValues(database, { model, dataset, protocol }, errors);
    // An interval needs two images.
    if (values.error.length < 2) continue;
    const clean = errors.none?.[0];
    const purpose = `${dataset}/${protocol}/${model}`;
    const flips = await flipRates(database, { model, dataset, protocol });
    records.push({
      type: 'robustness',
      model,
      dataset,
      protocol,
      images: values.error.length,
      ...(clean === undefined ? {} : { cleanError: clean }),
      corruptions: Object.entries(errors)
        .filter(([corruption]) => corruption !== 'none')
        .map(([corruption, own]) => corruptionEntry(corruption, own, clean, flips.get(corruption))),
      meanError: meanOverImages(values.error, context, `mean/${purpose}`),
      ...(values.mce.length > 0 ? { mce: meanOverImages(values.mce, context, `mce/${purpose}`) } : {}),
      ...(values.relativeMce.length > 0
        ? { relativeMce: meanOverImages(values.relativeMce, context, `relative/${purpose}`) }
        : {}),
      ...(values.flips.length > 0
        ? { flipRate: meanOverImages(values.flips, context, `flips/${purpose}`) }
        : {}),
      seed: context.seed,
    });
  }
  return records;
}

/**
 * Every pair of models on the clean images that both could read: McNemar's exact test, adjusted by Holm over the pairs of
 * a set, and the paired difference of mCE.
 */
export async function comparisonRecords(
  database: RunDatabase,
  context: SummaryContext,
): Promise<AccuracyComparison[]> {
  const pairs = await database.all(`
    SELECT a.model AS first, b.model AS second, dataset, protocol, count(*)::INTEGER AS images,
      count(*) FILTER (a.correct AND NOT b.correct)::INTEGER AS only_first,
      count(*) FILTER (b.correct AND NOT a.correct)::INTEGER AS only_second
    FROM predictions a JOIN predictions b USING (dataset, protocol, corruption, severity, image)
    WHERE corruption = 'none' AND a.model < b.model GROUP BY ALL HAVING count(*) > 1 ORDER BY dataset, protocol, first, second`);
  const records: AccuracyComparison[] = [];
  for (const set of new Set(pairs.map(({ dataset, protocol }) => JSON.stringify([dataset, protocol])))) {
    const own = pairs.filter(({ dataset, protocol }) => JSON.stringify([dataset, protocol]) === set);
    const pValues = own.map((row) => mcnemarExact(Number(row.only_first), Number(row.only_second)));
    const adjusted = holm(pValues);
    for (const [i, row] of own.entries()) {
      records.push(await comparison(database, context, row, pValues[i]!, adjusted[i]!));
    }
  }
  return records;
}

interface Series {
  readonly model: string;
  readonly dataset: string;
  readonly protocol: string;
}

async function corruptedSets(database: RunDatabase): Promise<Series[]> {
  const rows = await database.all(
    `SELECT DISTINCT model, dataset, protocol FROM predictions WHERE corruption <> 'none' ORDER BY ALL`,
  );
  return rows.map(({ model, dataset, protocol }) => ({
    model: String(model),
    dataset: String(dataset),
    protocol: String(protocol),
  }));
}

/** SQL of the predictions of one model on one set, of the images that are there in every cell. */
function complete({ model, dataset, protocol }: Series): string {
  const own = `SELECT * FROM predictions WHERE model = ${sqlLiteral(model)} AND dataset = ${sqlLiteral(dataset)} AND protocol = ${sqlLiteral(protocol)}`;
  return `own AS (${own}),
    whole AS (SELECT image FROM own GROUP BY image
      HAVING count(*) = (SELECT count(DISTINCT (corruption, severity)) FROM own)),
    chosen AS (SELECT own.* FROM own SEMI JOIN whole USING (image))`;
}

/** Errors by corruption and severity; clean images are `none`, severity 0. */
async function errorsOf(database: RunDatabase, series: Series): Promise<Record<string, ErrorsBySeverity>> {
  const rows = await database.all(`WITH ${complete(series)}
    SELECT corruption, severity, count(*) FILTER (NOT correct) / count(*)::DOUBLE AS error
    FROM chosen GROUP BY ALL ORDER BY ALL`);
  const errors: Record<string, Record<number, number>> = {};
  for (const name of [...Object.keys(ALEXNET_ERRORS), ...rows.map((row) => String(row.corruption))]) {
    const own = rows.filter(({ corruption }) => corruption === name);
    if (own.length > 0) {
      errors[name] = Object.fromEntries(own.map(({ severity, error }) => [Number(severity), Number(error)]));
    }
  }
  return errors;
}

async function imageValues(
  database: RunDatabase,
  series: Series,
  errors: Record<string, ErrorsBySeverity>,
): Promise<ImageValues> {
  const hasMce = isComplete(errors);
  const weights = Object.entries(ALEXNET_ERRORS)
    .filter(([, { inMean }]) => inMean)
    .map(([name]) => {
      const { mce, relative } = mistakeWeights(name);
      // Whole numbers, so that sums do not depend on the order of the rows.
      return `(${sqlLiteral(name)}, ${Math.round(mce * 1e15)}::HUGEINT, ${Math.round(relative * 1e15)}::HUGEINT)`;
    });
  const wrong = `(CASE WHEN correct THEN 0 ELSE 1 END)`;
  const rows = await database.all(`WITH ${complete(series)},
    weights(corruption, mce, relative) AS (VALUES ${weights.join(', ')}),
    clean AS (SELECT image, NOT correct AS wrong, top5[1] AS predicted FROM chosen WHERE corruption = 'none')
    SELECT chosen.image,
      count(*) FILTER (NOT correct) / count(*)::DOUBLE AS error,
      count(*) FILTER (top5[1] <> clean.predicted) / count(*)::DOUBLE AS flips,
      sum(${wrong} * mce)::DOUBLE / 1e15 AS mce,
      sum((${wrong} - CASE WHEN clean.wrong THEN 1 ELSE 0 END) * relative)::DOUBLE / 1e15 AS relative,
      any_value(clean.predicted) IS NOT NULL AS has_clean
    FROM chosen LEFT JOIN weights USING (corruption) LEFT JOIN clean USING (image)
    WHERE corruption <> 'none' GROUP BY chosen.image ORDER BY chosen.image`);
  const hasClean = rows.length > 0 && rows.every(({ has_clean }) => has_clean === true);
  const column = (name: string) => rows.map((row) => Number(row[name]));
  return {
    error: column('error'),
    flips: hasClean ? column('flips') : [],
    mce: hasMce ? column('mce') : [],
    relativeMce: hasMce && hasClean ? column('relative') : [],
  };
}

async function flipRates(database: RunDatabase, series: Series): Promise<Map<string, number>> {
  const rows = await database.all(`WITH ${complete(series)}
    SELECT chosen.corruption, count(*) FILTER (chosen.top5[1] <> clean.top5[1]) / count(*)::DOUBLE AS rate
    FROM chosen JOIN chosen clean USING (image)
    WHERE chosen.corruption <> 'none' AND clean.corruption = 'none' GROUP BY ALL`);
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

async function comparison(
  database: RunDatabase,
  context: SummaryContext,
  row: Row,
  p: number,
  adjusted: number,
): Promise<AccuracyComparison> {
  const [first, second, dataset, protocol] = [row.first, row.second, row.dataset, row.protocol].map(
    String,
  ) as [string, string, string, string];
  const purpose = `${dataset}/${protocol}/${first}/${second}`;
  const images = Number(row.images);
  const [onlyFirst, onlySecond] = [Number(row.only_first), Number(row.only_second)];
  // What each image contributes to the difference: +1, -1 or 0.
  const signs = Array.from({ length: images }, (_, i) =>
    i < onlyFirst ? 1 : i < onlyFirst + onlySecond ? -1 : 0,
  );
  const mce = await mceDifferences(database, { first, second, dataset, protocol });
  return {
    type: 'accuracy-comparison',
    models: [first, second],
    dataset,
    protocol,
    images,
    onlyFirst,
    onlySecond,
    difference: meanOverImages(signs, context, `difference/${purpose}`),
    p,
    adjusted,
    ...(mce.length > 0 ? { mceDifference: meanOverImages(mce, context, `mce-difference/${purpose}`) } : {}),
  };
}

/** For each image that both models have in every cell, the difference of its weighted mistakes. */
async function mceDifferences(
  database: RunDatabase,
  { first, second, dataset, protocol }: { first: string; second: string; dataset: string; protocol: string },
): Promise<number[]> {
  const weighted = await Promise.all(
    [first, second].map(async (model) => {
      const series = { model, dataset, protocol };
      const errors = await errorsOf(database, series);
      return isComplete(errors) ? (await imageValues(database, series, errors)).mce : [];
    }),
  );
  const [a = [], b = []] = weighted;
  return a.length === b.length ? a.map((value, i) => value - b[i]!) : [];
}
