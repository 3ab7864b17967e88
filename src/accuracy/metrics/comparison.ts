import type { AccuracyComparison } from '../../results/index.ts';
import { holm, mcnemarExact, pairedProportions } from '../../stats/index.ts';
import type { Row, RunDatabase } from '../predictions/index.ts';
import type { SummaryContext } from './context.ts';
import { mce } from './mce.ts';
import { meanOverImages } from './mean-over-images.ts';
import { seriesValues } from './series.ts';

/**
 * Compares every pair of models on the clean images that both could read: McNemar's exact test, adjusted by Holm over
 * the pairs of a dataset, the paired difference of top-1 (Agresti and Min), and that of mCE.
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
  const images = Number(row.images);
  const [onlyFirst, onlySecond] = [Number(row.only_first), Number(row.only_second)];
  const differences = await mceDifferences(database, { first, second, dataset, protocol });
  return {
    type: 'accuracy-comparison',
    models: [first, second],
    dataset,
    protocol,
    images,
    onlyFirst,
    onlySecond,
    difference: {
      ...pairedProportions(images, onlyFirst, onlySecond, context.level),
      method: 'paired by image, adjusted Wald',
    },
    p,
    adjusted,
    ...(differences.length > 0 ? { mceDifference: meanOverImages(differences, DIFFERENCE, context) } : {}),
  };
}

const DIFFERENCE = {
  about: 'mCE, paired by image',
  range: { of: 'difference', most: mce.range.most },
} as const;

/** Differences of mCE, image by image; empty unless both models have mCE over the same images. */
async function mceDifferences(
  database: RunDatabase,
  { first, second, dataset, protocol }: { first: string; second: string; dataset: string; protocol: string },
): Promise<number[]> {
  const [a, b] = await Promise.all(
    [first, second].map(
      async (model) => (await seriesValues(database, { model, dataset, protocol })).values.mce,
    ),
  );
  return a && b && a.length === b.length ? a.map((value, i) => value - b[i]!) : [];
}
