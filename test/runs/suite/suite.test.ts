import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/files/errors.ts';
import { checkedPlan, modelSource } from '../../../src/runs/execute/index.ts';
import { loadSuite, parseSuite, trainingRuns } from '../../../src/runs/suite/index.ts';
import { suiteJsonSchema } from '../../../src/runs/suite/json-schema.ts';

const suites = fileURLToPath(new URL('../../../suites', import.meta.url));
const latency = { models: ['fastvit_t8', 'poolformer_s12'] };

/** An environment in which every variable that a suite may name is set. */
const everyVariable = new Proxy<Record<string, string>>({}, { get: () => '/data' });

test('suites/schema.json is not stale: run `npm run build`', () => {
  expect(readFileSync(join(suites, 'schema.json'), 'utf8')).toBe(suiteJsonSchema());
});

test('every shipped suite is valid and names its schema', () => {
  const files = readdirSync(suites).filter((name) => name.endsWith('.json') && name !== 'schema.json');
  expect(files).toContain('quick.json');
  for (const file of files) {
    const { suite } = loadSuite(join(suites, file), everyVariable);
    expect(suite.$schema).toBe('./schema.json');
    expect(`${suite.name}.json`).toBe(file);
  }
});

test('defaults are filled in', () => {
  const suite = parseSuite({ name: 'x', latency }, 'x.json');
  expect(suite.latency).toMatchObject({
    forms: ['inference'],
    runtimes: ['onnxruntime'],
    resolutions: [224],
    weights: 'seed:0',
    sampling: { isolation: 'process', precision: 0.02 },
    options: { spinning: 'off' },
  });
  const narrow = parseSuite({ name: 'x', latency: { ...latency, precision: 0.005 } }, 'x.json');
  expect(narrow.latency?.sampling.precision).toBe(0.005);
});

test.each([
  [{ name: 'x', latncy: {} }, 'unknown key "latncy"; did you mean "latency"?'],
  [
    { name: 'x', latency: { ...latency, resolutoins: [224] } },
    'unknown key "latency.resolutoins"; did you mean "resolutions"?',
  ],
  [
    { name: 'x', latency: { ...latency, sampling: { minblocks: 3 } } },
    'unknown key "latency.sampling.minblocks"; did you mean "minBlocks"?',
  ],
  [
    { name: 'x', latency: { models: [{ onnx: 'a.onnx', imput: {} }] } },
    'unknown key "latency.models.0.imput"; did you mean "input"?',
  ],
  [{ name: 'x', latency: {} }, 'latency.models is missing (array)'],
  [{ name: 'x', latency: { models: [] } }, 'latency.models has 0 items but must have at least 1'],
  [{ latency }, 'name is missing (string)'],
  [
    { name: 'a/b', latency },
    'name is "a/b": use only letters, digits, ".", "_" and "-", since it becomes a folder name',
  ],
  [
    { name: 'x', latency: { ...latency, forms: ['training'] } },
    'latency.forms.0 is "training" but must be one of train, inference; did you mean "train"?',
  ],
  [{ name: 'x', latency: { ...latency, batch: ['1'] } }, 'latency.batch.0 must be a number but is "1"'],
  [{ name: 'x', latency: { ...latency, resolutions: ['big'] } }, 'latency.resolutions.0 cannot be "big"'],
  [{ name: 'x', latency: { models: ['a', 'a'] } }, 'latency.models lists "a" twice; give one of them an id'],
  [
    { name: 'x', latency: { ...latency, baseline: 'cmt_ti' } },
    'latency.baseline "cmt_ti" is not one of latency.models',
  ],
  [
    { name: 'x', seed: -1, colour: 2, size: 3 },
    'unknown key "colour"; known keys: $schema, name, description, seed, latency, accuracy, train, claims, confirms (and 1 more)',
  ],
  [{ name: 'x', seed: -1 }, 'seed is -1 but must be at least 0'],
  [[], 'the suite must be an object but is []'],
])('a mistake is reported in one line with its place: %j', (value, message) => {
  expect(() => parseSuite(value, 'x.json')).toThrow(
    typeof message === 'string' ? `x.json: ${message}` : message,
  );
});

test('paths are relative to the suite, variables are replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  const path = join(folder, 'own.json');
  const suite = {
    name: 'own',
    latency: {
      models: [{ onnx: 'nets/a.onnx' }, { onnx: '/abs/b.onnx' }],
      photos: `\${PHOTOS}/in`,
      weights: 'w.safetensors',
    },
    claims: 'paper',
  };
  writeFileSync(path, JSON.stringify(suite));
  const { resolved, suite: written } = loadSuite(path, { PHOTOS: '/photos' });
  expect(resolved.latency?.models).toEqual([{ onnx: join(folder, 'nets/a.onnx') }, { onnx: '/abs/b.onnx' }]);
  expect(resolved.latency?.photos).toBe('/photos/in');
  expect(resolved.latency?.weights).toBe(join(folder, 'w.safetensors'));
  expect(resolved.claims).toBe('paper');
  expect(written.latency?.photos).toBe(`\${PHOTOS}/in`);
  expect(() => loadSuite(path, {})).toThrow(
    `${path}: latency.photos needs the environment variable PHOTOS, which is not set`,
  );
});

test.each([
  ['shipped', 'shipped'],
  ['shipped-v2.safetensors', 'FOLDER/shipped-v2.safetensors'],
  ['hf-copy.pth', 'FOLDER/hf-copy.pth'],
  ['hf:timm/fastvit_t8.apple_in1k', 'hf:timm/fastvit_t8.apple_in1k'],
  ['seed:a.pth', 'seed:a.pth'],
  ['$' + '{WEIGHTS}', '/data/w.pth'],
])('a weights source that is a file is relative to the suite: %s', (weights, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  const path = join(folder, 'own.json');
  writeFileSync(path, JSON.stringify({ name: 'own', latency: { ...latency, weights } }));
  const { resolved } = loadSuite(path, { WEIGHTS: '/data/w.pth' });
  expect(resolved.latency?.weights).toBe(expected.replace('FOLDER', folder));
});

test('an invalid weights source is refused with its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  const path = join(folder, 'own.json');
  writeFileSync(path, JSON.stringify({ name: 'own', latency: { ...latency, weights: 'shiped' } }));
  expect(() => loadSuite(path, {})).toThrow(
    `${path}: latency.weights: unknown weights source "shiped"; did you mean "shipped"?`,
  );
});

test('every JSON example in docs/suites.md is valid', () => {
  const text = readFileSync(join(suites, '../docs/suites.md'), 'utf8');
  const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json as string);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples)
    expect(() => parseSuite(JSON.parse(example), 'docs/suites.md')).not.toThrow();
});

test('a file that is not a suite is refused with the place of the mistake', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  expect(() => loadSuite(join(folder, 'none.json'), {})).toThrow('none.json: no such suite file');
  mkdirSync(join(folder, 'd'));
  expect(() => loadSuite(join(folder, 'd'), {})).toThrow('is a folder');
  writeFileSync(join(folder, 'bad.json'), '{\n  "name": "x",\n  oops\n}');
  expect(() => loadSuite(join(folder, 'bad.json'), {})).toThrow(/bad.json:3:3: not valid JSON/);
  const text = JSON.stringify({ name: 'marked', latency });
  writeFileSync(join(folder, 'marked.json'), `\ufeff${text}`);
  expect(loadSuite(join(folder, 'marked.json'), {}).suite.name).toBe('marked');
  writeFileSync(join(folder, 'wide.json'), Buffer.from(`\ufeff${text}`, 'utf16le'));
  expect(() => loadSuite(join(folder, 'wide.json'), {})).toThrow(
    'wide.json is not UTF-8 text; save it as UTF-8',
  );
});

test('a model can have its own recipe, and a recipe for an unknown model is refused', () => {
  const { train } = parseSuite(
    {
      name: 'x',
      train: {
        models: ['fastvit_nano', 'convnext_nano'],
        recipe: { epochs: 3 },
        recipes: { convnext_nano: { epochs: 5, start: 'scaled' } },
      },
    },
    'x.json',
  );
  const recipes = trainingRuns(train!, 'x.json').map(({ recipe }) => [recipe.epochs, recipe.start]);
  expect(recipes).toEqual([
    [3, undefined],
    [5, 'scaled'],
  ]);
  const wrong = { ...train!, recipes: { convnext_nan: train!.recipe } };
  expect(() => trainingRuns(wrong, 'x.json')).toThrow(/"convnext_nan" is not in train.models.*convnext_nano/);
});

test('a duplicate model or seed of a training is refused', () => {
  const section = (more: object) =>
    parseSuite({ name: 'x', train: { models: ['fastvit_nano'], ...more } }, 'x.json').train!;
  const runs = (more: object, seeds?: string[]) =>
    trainingRuns(section(more), 'x.json', seeds === undefined ? {} : { seeds });
  expect(() => runs({ models: ['fastvit_nano', 'fastvit_nano'] })).toThrow('lists "fastvit_nano" twice');
  expect(() => runs({ seeds: [1, 2, 1] })).toThrow('x.json: seed 1 is listed twice');
  expect(() => runs({}, ['3', '3'])).toThrow('x.json: seed 3 is listed twice');
});

test('an ONNX file on tfjs is a failed cell and does not end the run', async () => {
  const how = {
    form: 'inference',
    resolution: [32, 32],
    batch: 1,
    weights: 'seed:0',
    format: 'tfjs',
  } as const;
  const error = await modelSource
    .write({ onnx: 'mine.onnx' }, { ...how, path: 'nowhere' })
    .catch((why) => why);
  expect(error).toMatchObject({ message: expect.stringContaining('mine.onnx is an ONNX file') });
  expect(error).not.toBeInstanceOf(UserError);
});

test('running a suite that only trains names the command that does', () => {
  const path = join(suites, 'train-tiny.json');
  expect(() => checkedPlan(loadSuite(path, {}), modelSource)).toThrow(`fastvit-bench train ${path}`);
});

test('a suite with a NUL in a path, nested deeply, or too large', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'suite-')), 'suite.json');
  writeFileSync(path, JSON.stringify({ name: 'x', latency: { ...latency, photos: 'a\0b' } }));
  expect(() => loadSuite(path, {})).toThrow(`${path}: latency.photos contains a NUL character; remove it`);
  writeFileSync(path, `{"name": ${'['.repeat(5000)}${']'.repeat(5000)}}`);
  expect(() => loadSuite(path, {})).toThrow(`${path}: not valid JSON (nested more than 200 levels deep)`);
  writeFileSync(path, ' '.repeat(17e6));
  expect(() => loadSuite(path, {})).toThrow(`${path} is too large: 17 MB, and a suite file may have 16 MB`);
});

test.skipIf(process.platform === 'win32')('a device as suite', { timeout: 20_000 }, () => {
  expect(() => loadSuite('/dev/zero', {})).toThrow('/dev/zero is a device, not a regular file');
});
