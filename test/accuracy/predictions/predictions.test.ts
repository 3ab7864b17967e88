import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type PreparedUnit, unfinished } from '../../../src/accuracy/evaluation/index.ts';
import {
  modelsOf,
  openDatabase,
  openPartWriter,
  openRunDatabase,
  type PredictionRow,
  verifyPart,
} from '../../../src/accuracy/predictions/index.ts';
import { UserError } from '../../../src/files/index.ts';
import { hasFifos, makeFifo } from '../../support/special-files.ts';
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

/** A run with one part that is sound. */
async function runWithPart(): Promise<string> {
  const folder = makeTree({});
  mkdirSync(join(folder, 'predictions'));
  const writer = await openPartWriter();
  await writer.write(join(folder, 'predictions', 'a.parquet'), 'unit', rows, {
    seed: 1,
    protocol: 'native',
    versions: '{}',
  });
  writer.close();
  return folder;
}

it('names a part that is damaged, or of another table', { timeout: 60_000 }, async () => {
  const folder = await runWithPart();
  const sound = readFileSync(join(folder, 'predictions', 'a.parquet'));
  const part = join(folder, 'predictions', 'b.parquet');
  const flipped = Uint8Array.from(sound);
  flipped.fill(0xff, 4, 60);
  for (const bytes of [Buffer.alloc(0), Buffer.from('x'), sound.subarray(0, sound.length - 9), flipped]) {
    writeFileSync(part, bytes);
    const read = async () => {
      const database = await openRunDatabase(folder);
      try {
        return await database.all('SELECT * FROM predictions');
      } finally {
        database.close();
      }
    };
    await expect(read()).rejects.toThrow(
      new UserError(
        `${part} is damaged or not a part of this version; delete it, and resume its run to evaluate it again`,
      ),
    );
  }
});

it.each(['results[1]', 'a*?', 'back\\slash[', "it's"])('a run in a folder %s', async (name) => {
  const folder = join(makeTree({}), name);
  renameSync(await runWithPart(), folder);
  const { all, close } = await openRunDatabase(folder);
  expect(await all('SELECT count(*)::INTEGER AS n FROM predictions')).toEqual([{ n: 1 }]);
  close();
});

it('refuses a folder in place of a part, and replaces it when the run is resumed', async () => {
  const folder = await runWithPart();
  const part = join(folder, 'predictions', 'b.parquet');
  mkdirSync(part);
  await expect(openRunDatabase(folder)).rejects.toThrow(
    `${part} is a folder, not a part of the predictions; restore or remove it`,
  );
  const unit = { id: 'b', identity: 'unit' } as PreparedUnit;
  expect(await unfinished([unit], join(folder, 'predictions'))).toEqual([unit]);
  expect(existsSync(part)).toBe(false);
});

it.skipIf(!hasFifos)('refuses a named pipe in place of a part', { timeout: 20_000 }, async () => {
  const folder = await runWithPart();
  const part = makeFifo(join(folder, 'predictions', 'b.parquet'));
  await expect(openRunDatabase(folder)).rejects.toThrow(`${part} is a named pipe`);
  const { connection, close } = await openDatabase();
  expect(await verifyPart(connection, part, 'unit')).toBe(false);
  expect(await modelsOf(connection, part)).toEqual([]);
  close();
});

it('says in words why a part cannot be written', async () => {
  const writer = await openPartWriter();
  const path = join(makeTree({}), 'a.parquet');
  mkdirSync(path);
  const write = writer.write(path, 'unit', rows, { seed: 1, protocol: 'native', versions: '{}' });
  await expect(write).rejects.toThrow(`cannot write ${path}: a folder has this name`);
  writer.close();
});

it('a part that cannot be written is one line, and leaves nothing', async () => {
  const folder = makeTree({});
  const writer = await openPartWriter();
  const context = { seed: 1, protocol: 'native', versions: '{}' };
  const part = join(folder, 'gone', 'a.parquet');
  await expect(writer.write(part, 'unit', rows, context)).rejects.toMatchObject({
    name: 'UserError',
    code: 'cannot-write',
    message: `cannot write ${part}: the file or its folder does not exist`,
  });
  await writer.write(join(folder, 'b.parquet'), 'unit', rows, context);
  writer.close();
  expect(readdirSync(folder)).toEqual(['b.parquet']);
});
