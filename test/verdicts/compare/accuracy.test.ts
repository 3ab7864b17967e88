import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase, sqlLiteral } from '../../../src/accuracy/predictions/index.ts';
import type { AccuracyRecord, RunData } from '../../../src/results/index.ts';
import { compareRuns } from '../../../src/verdicts/compare/index.ts';
import { writtenRun } from './runs.ts';

function accuracy(corruption: string, severity: number): AccuracyRecord {
  const estimate = { value: 0.8, low: 0.7, high: 0.9, level: 0.95, method: 'Wilson' };
  return {
    type: 'accuracy',
    cell: { model: 'm', dataset: 'set', corruption, severity, protocol: 'native' },
    images: 1000,
    unreadable: 0,
    top1: estimate,
    top5: estimate,
    calibration: { ece: 0, brier: 0, nll: 0 },
    published: [],
    weights: 'seed:0',
    modelDigest: 'abc',
    seed: 1,
  };
}

/** A run of a thousand images, clean and under fog; `wrong` selects the images that are misclassified. */
async function runWith(
  id: string,
  wrong: string,
  seed = 1,
  images = 1000,
  confidence = 0.9,
): Promise<RunData> {
  const run = writtenRun(id, [accuracy('none', 0), accuracy('fog', 3)]);
  mkdirSync(join(run.folder, 'predictions'));
  const database = await openDatabase();
  await database.all(`COPY (
    SELECT 'image-' || i AS image, 7 AS label, [7] AS labels,
      CASE WHEN ${wrong} THEN [3, 7] ELSE [7, 3] END AS top5, NOT (${wrong}) AS correct, true AS correct5,
      ${confidence} AS confidence, 1.5 AS logit_margin, 'm' AS model, 'set' AS dataset, corruption, severity, ${seed} AS seed, 'native' AS protocol, NULL::VARCHAR AS error
    FROM range(${images}) t(i), (VALUES ('none', 0), ('fog', 3)) c(corruption, severity)
  ) TO ${sqlLiteral(join(run.folder, 'predictions', 'part.parquet'))} (FORMAT parquet)`);
  database.close();
  return run;
}

test('accuracies are paired by image, which shows a regression that two intervals would miss', async () => {
  const base = await runWith('base', 'i % 5 = 0');
  const head = await runWith('head', "i % 5 = 0 OR (corruption = 'none' AND i % 50 = 1)");
  const { verdicts, exactChanges } = await compareRuns(base, head);
  expect(verdicts.map(({ cell, metric, verdict, note }) => [cell, metric, verdict, note])).toEqual([
    ['m/set/none/0/native', 'top1', 'regressed', 'of 1000 images, 20 newly wrong and 0 newly right'],
    ['m/set/fog/3/native', 'top1', 'equivalent', 'bit-identical predictions on 1000 images'],
  ]);
  expect(verdicts[0]!.difference).toMatchObject({ value: -0.02 });
  expect(exactChanges).toEqual([{ cell: 'm/set/none/0/native', metric: 'predictions', base: 0, head: 20 }]);
});

test('another corruption seed makes a different series, but not for clean images', async () => {
  const { verdicts } = await compareRuns(
    await runWith('base', 'false', 1),
    await runWith('head', 'false', 2),
  );
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['equivalent', 'incomparable']);
});

test('few images cannot show that two models are equal, unless all predictions are bit-identical', async () => {
  const verdicts = async (confidence: number) => {
    const base = await runWith('base', 'i % 5 = 0', 1, 20);
    const head = await runWith('head', 'i % 5 = 0', 1, 20, confidence);
    return (await compareRuns(base, head)).verdicts.map(({ verdict }) => verdict);
  };
  expect(await verdicts(0.9)).toEqual(['equivalent', 'equivalent']);
  expect(await verdicts(0.90001)).toEqual(['unresolved', 'unresolved']);
});

test('a run without predictions cannot be compared', async () => {
  const { verdicts } = await compareRuns(
    writtenRun('base', [accuracy('none', 0)]),
    await runWith('head', 'false'),
  );
  expect(verdicts[0]).toMatchObject({
    verdict: 'incomparable',
    note: 'base has no predictions to compare image by image',
  });
});

test('a folder whose name is a pattern', async () => {
  const run = await runWith('ba[s]e', 'false');
  const { verdicts } = await compareRuns(run, run);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['equivalent', 'equivalent']);
});

test('a damaged part, or a folder in its place, is named', async () => {
  const base = await runWith('base-damaged', 'false');
  const head = await runWith('head-damaged', 'false');
  const part = join(head.folder, 'predictions', 'other.parquet');
  writeFileSync(part, 'x');
  await expect(compareRuns(base, head)).rejects.toThrow(
    / is damaged or not a part of this version; delete it/,
  );
  mkdirSync(join(base.folder, 'predictions', 'other.parquet'));
  await expect(compareRuns(base, head)).rejects.toThrow(/other\.parquet is a folder/);
});
