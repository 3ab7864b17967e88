import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  openPartWriter,
  openRunDatabase,
  type PredictionRow,
} from '../../../src/accuracy/predictions/index.ts';
import { makeTree } from '../image-tree.ts';

const key = { model: 'm', dataset: 'set', corruption: 'fog', severity: 3, label: 1, labels: [1, 2] };
const rows: PredictionRow[] = [
  { ...key, image: 'broken.png', error: "it's broken" },
  {
    ...key,
    image: 'good.png',
    top5: [2, 1, 0],
    correct: true,
    correct5: true,
    confidence: 0.75,
    logitMargin: Number.POSITIVE_INFINITY,
    nll: 0.5,
    brier: 0.25,
  },
];

it('a part has every column of a row, and NULL for the scores of an unreadable image', async () => {
  const folder = makeTree({});
  mkdirSync(join(folder, 'predictions'));
  const part = join(folder, 'predictions', 'a.parquet');
  const writer = await openPartWriter();
  await writer.write(part, 'unit', rows, { seed: 2 ** 40, protocol: 'native', versions: '{"a":1}' });
  writer.close();
  const database = await openRunDatabase(folder);
  const found = await database.all(`SELECT * FROM read_parquet('${part}') ORDER BY image`);
  database.close();
  const common = { ...key, seed: 2 ** 40, protocol: 'native', versions: '{"a":1}' };
  const scores = ['top5', 'correct', 'correct5', 'confidence', 'logit_margin', 'nll', 'brier'];
  expect(found).toEqual([
    {
      ...common,
      image: 'broken.png',
      error: "it's broken",
      ...Object.fromEntries(scores.map((name) => [name, null])),
    },
    {
      ...common,
      image: 'good.png',
      error: null,
      top5: [2, 1, 0],
      correct: true,
      correct5: true,
      confidence: 0.75,
      logit_margin: Number.POSITIVE_INFINITY,
      nll: 0.5,
      brier: 0.25,
    },
  ]);
});
