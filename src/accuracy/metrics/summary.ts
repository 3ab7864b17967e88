import type { AccuracyRecord, Estimate } from '../../results/index.ts';
import { bootstrap, mean, seededRandom, wilson } from '../../stats/index.ts';
import type { Row, RunDatabase } from '../predictions/index.ts';
import { CONFIDENCE_BINS, type ConfidenceBin, expectedCalibrationError } from './calibration.ts';
import { expectedAccuracy, publishedBaseline } from './effective-robustness.ts';
import { accuracySet, comparePublished } from './published.ts';

/** What the metrics must know beside the predictions. */
export interface SummaryContext {
  /** Seeds the bootstraps. */
  readonly seed: number;
  readonly models: readonly SummarisedModel[];
  /** Confidence level of all intervals, default 0.95. */
  readonly level?: number;
  /** Bootstrap resamples, default 2000. */
  readonly resamples?: number;
}

export interface SummarisedModel {
  readonly id: string;
  /** Id in the registry, where the model is one of its. */
  readonly registryId?: string | undefined;
  readonly weights: string;
  readonly digest: string;
  /** Height and width of the input. */
  readonly resolution: readonly [number, number];
}

/** The most frequent mistakes that a record lists. */
const CONFUSIONS = 20;

/**
 * An accuracy record for each model, set, corruption and severity among the predictions. Depends on the set of
 * predictions alone: not on their order, nor on how they were split into parts.
 */
export async function accuracyRecords(
  database: RunDatabase,
  context: SummaryContext,
): Promise<AccuracyRecord[]> {
  const cells = await database.all(`
    SELECT model, dataset, corruption, severity, protocol,
      count(*)::INTEGER AS images,
      count(*) FILTER (correct)::INTEGER AS top1,
      count(*) FILTER (correct5)::INTEGER AS top5,
      ${exactSum('brier')} / count(*) AS brier, ${exactSum('nll')} / count(*) AS nll
    FROM predictions GROUP BY ALL ORDER BY ALL`);
  const extras = await gather(database);
  return cells.map((row) => {
    const cell = {
      model: String(row.model),
      dataset: String(row.dataset),
      corruption: String(row.corruption),
      severity: Number(row.severity),
      protocol: String(row.protocol),
    };
    const model = modelOf(context, cell.model);
    const images = Number(row.images);
    const key = keyOf(cell);
    const top1 = proportion(Number(row.top1), images, context);
    const isClean = cell.corruption === 'none';
    return {
      type: 'accuracy',
      cell,
      images,
      unreadable: extras.unreadable.get(keyOf({ ...cell, model: '' })) ?? 0,
      top1,
      top5: proportion(Number(row.top5), images, context),
      calibration: {
        ece: expectedCalibrationError(extras.bins.get(key) ?? []),
        brier: Number(row.brier),
        nll: Number(row.nll),
      },
      ...(extras.flips.has(key) ? { flips: proportion(...extras.flips.get(key)!, context) } : {}),
      published: isClean ? comparePublished(model, cell.dataset, top1) : [],
      ...(isClean ? robustnessOf(cell, cells, Number(row.top1) / images) : {}),
      ...(isClean ? { confusions: extras.confusions.get(key) ?? [] } : {}),
      weights: model.weights,
      modelDigest: model.digest,
      seed: context.seed,
    };
  });
}

/** Wilson's interval as a record has it. */
export function proportion(successes: number, trials: number, { level = 0.95 }: SummaryContext): Estimate {
  return { ...wilson(successes, trials, level), method: 'Wilson' };
}

/** The mean of one value an image, with an interval that resamples images; two images or more. */
export function meanOverImages(
  values: readonly number[],
  context: SummaryContext,
  purpose: string,
): Estimate {
  const { seed, level = 0.95, resamples = 2000 } = context;
  const random = seededRandom(`${seed}/${purpose}`);
  return { ...bootstrap(values, mean, { random, level, resamples }), method: 'bootstrap over images' };
}

/**
 * A sum in whole billionths: integers add up to the same in any order, so that the last bits depend neither on
 * how rows are split into parts nor on threads.
 */
function exactSum(column: string): string {
  return `sum(round(${column} * 1e9)::HUGEINT)::DOUBLE / 1e9`;
}

interface Extras {
  readonly unreadable: ReadonlyMap<string, number>;
  readonly bins: ReadonlyMap<string, readonly ConfidenceBin[]>;
  readonly flips: ReadonlyMap<string, readonly [flipped: number, images: number]>;
  readonly confusions: ReadonlyMap<string, { label: number; predicted: number; count: number }[]>;
}

async function gather(database: RunDatabase): Promise<Extras> {
  const unreadable = await database.all(
    `SELECT '' AS model, dataset, corruption, severity, protocol, count(*)::INTEGER AS count FROM unreadable GROUP BY ALL`,
  );
  const bins = await database.all(`
    SELECT model, dataset, corruption, severity, protocol,
      greatest(0, least(${CONFIDENCE_BINS - 1}, ceil(confidence * ${CONFIDENCE_BINS})::INTEGER - 1)) AS bin,
      count(*)::INTEGER AS count, count(*) FILTER (correct)::INTEGER AS correct,
      ${exactSum('confidence')} AS confidence
    FROM predictions GROUP BY ALL ORDER BY ALL`);
  const flips = await database.all(`
    SELECT p.model, p.dataset, p.corruption, p.severity, p.protocol,
      count(*) FILTER (p.top5[1] <> clean.top5[1])::INTEGER AS flipped, count(*)::INTEGER AS images
    FROM predictions p JOIN predictions clean USING (model, dataset, protocol, image)
    WHERE p.corruption <> 'none' AND clean.corruption = 'none' GROUP BY ALL`);
  const confusions = await database.all(`
    FROM (SELECT model, dataset, corruption, severity, protocol, label, top5[1] AS predicted, count(*)::INTEGER AS count
      FROM predictions WHERE corruption = 'none' AND NOT correct GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY model, dataset, protocol ORDER BY count DESC, label, predicted) <= ${CONFUSIONS}
    ORDER BY model, dataset, protocol, count DESC, label, predicted`);
  return {
    unreadable: new Map(unreadable.map((row) => [keyOf(row), Number(row.count)])),
    bins: grouped(bins, ({ count, correct, confidence }) => ({
      count: Number(count),
      correct: Number(correct),
      confidence: Number(confidence),
    })),
    flips: new Map(flips.map((row) => [keyOf(row), [Number(row.flipped), Number(row.images)] as const])),
    confusions: grouped(confusions, ({ label, predicted, count }) => ({
      label: Number(label),
      predicted: Number(predicted),
      count: Number(count),
    })),
  };
}

function grouped<T>(rows: readonly Row[], value: (row: Row) => T): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), value(row)]);
  return groups;
}

function keyOf(row: Row): string {
  return JSON.stringify([row.model, row.dataset, row.corruption, Number(row.severity), row.protocol]);
}

/** Accuracy above the line of models trained on ImageNet alone, where both sets were evaluated. */
function robustnessOf(
  cell: { model: string; dataset: string },
  cells: readonly Row[],
  shifted: number,
): Pick<AccuracyRecord, 'effectiveRobustness'> {
  const set = accuracySet(cell.dataset);
  const clean = cells.find(
    ({ model, dataset, corruption }) =>
      model === cell.model && dataset === 'imagenet' && corruption === 'none',
  );
  if (!set || set === 'imagenet' || set === 'imagenetReal' || !clean) return {};
  const baseline = publishedBaseline(set);
  const accuracy = Number(clean.top1) / Number(clean.images);
  if (!baseline || accuracy <= 0 || accuracy >= 1) return {};
  const expected = expectedAccuracy(accuracy, baseline);
  const { models } = baseline;
  return {
    effectiveRobustness: { value: shifted - expected, clean: accuracy, expected, baselineModels: models },
  };
}

function modelOf({ models }: SummaryContext, id: string): SummarisedModel {
  const found = models.find((model) => model.id === id);
  if (!found) throw new Error(`the predictions hold a model "${id}" that the run does not know`);
  return found;
}
