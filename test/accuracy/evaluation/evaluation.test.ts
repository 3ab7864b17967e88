import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRunDatabase, type RunDatabase } from '../../../src/accuracy/predictions/index.ts';
import { readRun } from '../../../src/results/index.ts';
import { seededRandom } from '../../../src/stats/index.ts';
import { runCli } from '../../cli/cli.ts';
import { makeTree } from '../image-tree.ts';
import { tinyFiles } from '../tiny-data.ts';
import { ended, outcome, startTinyRun } from '../tiny-process.ts';

/** Images × (clean + 2 severities) in units of five. */
const UNITS = Math.ceil(22 / 5) * 3;

let root: string;
let data: string;
let undisturbed: string;
let database: RunDatabase;
beforeAll(async () => {
  root = makeTree({});
  data = makeTree(Object.fromEntries(tinyFiles().map(([name, image]) => [name, `image:${image}`])));
  undisturbed = join(root, 'undisturbed');
  expect(await ended(startTinyRun(data, undisturbed, 1))).toBe(0);
  database = await openRunDatabase(undisturbed);
}, 240_000);
afterAll(() => database.close());

it('writes a part per unit, and a prediction per image, model, corruption and severity', async () => {
  expect(readdirSync(join(undisturbed, 'predictions')).length).toBe(UNITS);
  const cells = await database.all(
    'SELECT model, corruption, severity, count(*)::INT AS n, count(DISTINCT image)::INT AS images FROM predictions GROUP BY ALL',
  );
  expect(cells.length).toBe(4 * 3);
  for (const cell of cells) expect([cell.n, cell.images]).toEqual([21, 21]);
});

it('lists the unreadable image under every corruption', async () => {
  const rows = await database.all(
    'SELECT image, count(*)::INT AS n, min(error) AS error FROM unreadable GROUP BY image',
  );
  expect(rows).toEqual([{ image: 'bee/broken.jpg', n: 3, error: 'the JPEG data is broken or truncated' }]);
  const { records } = readRun(undisturbed);
  for (const record of records) if (record.type === 'accuracy') expect(record.unreadable).toBe(1);
});

it('records what computed each prediction', async () => {
  const [row] = await database.all(
    "SELECT * FROM predictions WHERE model = 'tiny_b' AND corruption = 'gaussian_noise' LIMIT 1",
  );
  expect(row).toMatchObject({ dataset: expect.any(String), seed: 5, protocol: 'imagenet-c' });
  const versions = JSON.parse(String(row!.versions));
  expect(versions['onnxruntime-node']).toMatch(/^1\./);
  expect(versions.models.tiny_b).toEqual({
    weights: 'seed:0',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect((row!.top5 as number[]).toSorted()).toEqual([0, 1, 2, 3]);
});

it('appends accuracy, robustness and paired records', () => {
  const { records, problems } = readRun(undisturbed);
  expect(problems).toEqual([]);
  const count = (type: string) => records.filter((record) => record.type === type).length;
  expect([count('accuracy'), count('robustness'), count('accuracy-comparison')]).toEqual([12, 4, 6]);
});

it('shows one image under every corruption and severity', async () => {
  const pictures = readRun(undisturbed).records.filter((record) => record.type === 'gallery');
  expect(pictures.map(({ corruption, severity }) => [corruption, severity])).toEqual([
    ['none', 0],
    ['gaussian_noise', 1],
    ['gaussian_noise', 4],
  ]);
  expect(new Set(pictures.map(({ image }) => image)).size).toBe(1);
  const pixels: number[][] = [];
  for (const { jpeg } of pictures) {
    const { data, info } = await sharp(Buffer.from(jpeg, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.channels, info.width > 0 && info.width <= 200]).toEqual([3, true]);
    pixels.push([...data]);
  }
  // Further from the clean image, severity by severity.
  const distances = pixels.map((own) =>
    own.reduce((sum, value, at) => sum + Math.abs(value - pixels[0]![at]!), 0),
  );
  expect(distances[1]).toBeGreaterThan(0);
  expect(distances[2]).toBeGreaterThan(distances[1]!);
});

it('four workers give the same parts and records, byte for byte', async () => {
  const folder = join(root, 'four');
  await ended(startTinyRun(data, folder, 4));
  expect(outcome(folder)).toEqual(outcome(undisturbed));
}, 240_000);

it('after kills at random moments and damage, two workers give the same, byte for byte', async () => {
  const folder = join(root, 'killed');
  const random = seededRandom('kill');
  let kills = 0;
  for (const target of [1, 5, 10]) {
    const child = startTinyRun(data, folder, 2);
    const end = ended(child);
    // A moment is a number of parts on disk and a random delay: as random on a slow machine as on a fast one.
    await partsAtLeast(folder, target, end);
    await sleep(random() * 60);
    child.kill('SIGKILL');
    if ((await end) === 'SIGKILL') kills++;
  }
  expect(kills).toBeGreaterThan(0);
  // In addition: a damaged part, a lost one, and half a part of a dead writer.
  const predictions = join(folder, 'predictions');
  const [first, second] = readdirSync(predictions).filter((name) => name.endsWith('.parquet'));
  writeFileSync(join(predictions, first!), 'not a part');
  rmSync(join(predictions, second!));
  writeFileSync(join(predictions, `${second}.1.tmp`), 'half');
  await ended(startTinyRun(data, folder, 2));
  expect(outcome(folder)).toEqual(outcome(undisturbed));
}, 400_000);

it('query runs any statement, and says what is wrong with it', async () => {
  const sql =
    "SELECT model, count(*)::INT AS n FROM predictions WHERE corruption = 'none' GROUP BY model ORDER BY model";
  const { code, stdout } = await runCli(['query', sql, '--run', undisturbed, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(
    ['tiny_a', 'tiny_b', 'tiny_c', 'tiny_d'].map((model) => ({ model, n: 21 })),
  );
  const wrong = await runCli(['query', 'SELECT nothing FROM nowhere', '--run', undisturbed]);
  expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toMatch(/^fastvit-bench: Catalog Error.*nowhere.*\n$/);
  for (const nothing of ['', ' ;', '/* a\nb */ ; -- c']) {
    const empty = await runCli(['query', '--run', undisturbed, '--', nothing]);
    expect([empty.code, empty.stdout]).toEqual([2, '']);
    expect(empty.stderr).toMatch(/^fastvit-bench: the query is empty; give one statement, .*\n$/);
  }
  const missing = await runCli(['query', 'SELECT 1', '--run', join(root, 'no-such')]);
  expect(missing.stderr).toMatch(/no such run folder/);
  expect(existsSync(join(root, 'no-such'))).toBe(false);
});

it('query keeps every digit of integers and decimals that a number cannot hold', async () => {
  const sql = `SELECT 170141183460469231731687303715884105727::HUGEINT AS a, [9007199254740993, 2] AS b,
    '-12345678901234567890.12'::DECIMAL(30,2) AS c, sum(1) AS d, 1.25::DECIMAL(30,2) AS e, 0::HUGEINT AS f`;
  const { stdout } = await runCli(['query', sql, '--run', undisturbed, '--json']);
  expect(JSON.parse(stdout)).toEqual([
    {
      a: '170141183460469231731687303715884105727',
      b: ['9007199254740993', 2],
      c: '-12345678901234567890.12',
      d: 1,
      e: 1.25,
      f: 0,
    },
  ]);
  const table = await runCli(['query', sql, '--run', undisturbed]);
  expect(table.stdout.split('\n')[1]).toMatch(
    /^170141183460469231731687303715884105727 .* -12345678901234567890\.12 /,
  );
});

it('query shows dates and bytes as DuckDB does', async () => {
  const sql = "SELECT DATE '2026-01-02' AS d, TIMESTAMP '2026-01-02 03:04:05' AS t, 'a\\x00'::BLOB AS b";
  const { stdout } = await runCli(['query', sql, '--run', undisturbed]);
  expect(stdout.split('\n')[1]?.trim().split(/ {2,}/)).toEqual([
    '2026-01-02',
    '2026-01-02 03:04:05',
    'a\\x00',
  ]);
});

it.each<[string, string, RegExp]>([
  [
    'a model with other classes than the dataset',
    'run',
    /fastvit_t8 has 1000 classes and .* has 4; evaluate a model with 4/,
  ],
  [
    'a folder for the run among the images',
    '',
    /the output folder .* lies inside the input folder .*; choose one/,
  ],
])('%s is one line, and no run is made', async (_, out, message) => {
  const folder = out === '' ? join(data, 'run') : join(root, out);
  const args = ['--data', data, '--models', 'fastvit_t8', '--weights', 'seed:0', '--resolution', '32'];
  const { code, stdout, stderr } = await runCli(['eval', ...args, '--out', folder]);
  expect([code, stdout, existsSync(folder)]).toEqual([2, '', false]);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

/** Waits until this many parts are on disk, or the run has ended. */
async function partsAtLeast(folder: string, count: number, end: Promise<unknown>): Promise<void> {
  let over = false;
  void end.finally(() => {
    over = true;
  });
  const predictions = join(folder, 'predictions');
  const parts = () =>
    existsSync(predictions) ? readdirSync(predictions).filter((name) => name.endsWith('.parquet')).length : 0;
  while (!over && parts() < count) await sleep(5);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
