import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { RecordLine } from '../../../src/results/index.ts';
import { readRun, readUnits } from '../../../src/results/index.ts';
import { executeSuite } from '../../../src/runs/execute/index.ts';
import { parseSuite } from '../../../src/runs/suite/index.ts';
import { judgeClaims } from '../../../src/verdicts/claims/index.ts';
import { runCli } from '../../cli/cli.ts';
import { type Flaw, flawedModels, flawedOnnx } from '../bad-models.ts';
import { makeTree } from '../image-tree.ts';
import { tinyFiles } from '../tiny-data.ts';
import { outcome } from '../tiny-process.ts';

let root: string;
let data: string;
let alone: Record<string, string>;
beforeAll(async () => {
  root = makeTree({});
  data = makeTree(Object.fromEntries(tinyFiles().map(([name, image]) => [name, `image:${image}`])));
  await run('alone', ['tiny_a', 'tiny_b']);
  alone = outcome(join(root, 'alone'));
}, 120_000);

interface Options {
  readonly mended?: readonly Flaw[];
  readonly resume?: boolean;
  readonly timeoutSeconds?: number;
}

/** Runs models in the folder `name` of `root`. */
async function run(name: string, models: readonly string[], options: Options = {}) {
  const { mended, resume, timeoutSeconds = 60 } = options;
  const log: string[] = [];
  const suite = parseSuite(
    {
      name: 'contain',
      seed: 5,
      accuracy: {
        data,
        models,
        weights: 'seed:0',
        corruptions: ['brightness'],
        severities: [3],
        unitImages: 5,
        workers: 2,
        allowUnreadable: 1,
        timeoutSeconds,
      },
    },
    'contain',
  );
  const executed = await executeSuite(
    { suite, resolved: suite, path: 'contain' },
    { root, out: join(root, name), command: ['x'], env: {}, ...(resume ? { resume } : {}) },
    {
      source: flawedModels(mended),
      judgeClaims,
      measure: () => Promise.reject(new Error('nothing is timed here')),
      runtime: () => Promise.reject(new Error('nothing is timed here')),
    },
    {
      signal: new AbortController().signal,
      now: () => performance.now(),
      log: (line) => log.push(line),
      started() {},
      progress() {},
    },
  );
  return { ...executed, log };
}

function failuresIn(records: readonly RecordLine[]) {
  return records.flatMap((record) => (record.type === 'failed' ? [record] : []));
}

/** Parts, and the records that are computed from them. */
function figures(name: string) {
  const { records: _, ...parts } = outcome(join(root, name));
  const records = readRun(join(root, name)).records.filter(({ type }) => type !== 'failed');
  return { parts, records };
}

function expected() {
  const { records: _, ...parts } = alone;
  return { parts, records: readRun(join(root, 'alone')).records };
}

test.each<[Flaw, RegExp]>([
  ['nan', /^nan failed on the image \w+\/[\w.]+: the logit of class 1 is NaN$/],
  ['infinity', /^infinity failed on the image \w+\/[\w.]+: the logit of class 2 is Infinity$/],
  ['dark', /^dark failed on the image \w+\/[\w.]+: the logit of class 0 is NaN$/],
  ['classes', /^classes has 5 classes and .* has 4; evaluate a model with 4 classes/],
  ['unstated', /^unstated has 5 classes and .* has 4; evaluate a model with 4 classes/],
  ['file', /^file cannot be loaded \(.*\)$/],
  ['hang', /^hang: no answer for 5 s while opening the models$/],
])(
  'a model with the flaw "%s" fails, and the others have the figures of a run without it',
  async (flaw, reason) => {
    const { records, run: file } = await run(flaw, ['tiny_a', flaw, 'tiny_b'], {
      timeoutSeconds: flaw === 'hang' ? 5 : 60,
    });
    expect(failuresIn(records)).toMatchObject([
      { cell: { model: flaw, protocol: 'imagenet-c' }, reason: expect.stringMatching(reason) },
    ]);
    expect(file.endedAt).toBeDefined();
    expect(figures(flaw)).toEqual(expected());
    expect(readUnits(join(root, flaw))).toEqual(readUnits(join(root, 'alone')));
  },
  120_000,
);

test('a model that kills its process fails, and is evaluated once it no longer does', async () => {
  const preload = fileURLToPath(new URL('../kill-preload.mjs', import.meta.url));
  process.env.NODE_OPTIONS = `--import=${preload}`;
  try {
    const { records } = await run('killed', ['killed', 'tiny_a', 'tiny_b']);
    expect(failuresIn(records)).toMatchObject([
      {
        cell: { model: 'killed' },
        reason: expect.stringMatching(/^killed: the process was killed \(SIGKILL/),
      },
    ]);
    expect(figures('killed')).toEqual(expected());
  } finally {
    delete process.env.NODE_OPTIONS;
  }
  const { records } = await run('killed', ['killed', 'tiny_a', 'tiny_b'], {
    mended: ['killed'],
    resume: true,
  });
  expect(failuresIn(records)).toEqual([]);
}, 120_000);

test('a resume tries only the failed model, and gives what a run gives in which it never failed', async () => {
  const models = ['tiny_a', 'dark', 'nan', 'tiny_b'];
  await run('whole', models, { mended: ['dark', 'nan'] });
  const first = await run('mended', models);
  expect(failuresIn(first.records).map(({ cell }) => cell.model)).toEqual(['dark', 'nan']);
  // It fails again: the figures of the others stand.
  const again = await run('mended', models, { resume: true });
  expect(failuresIn(again.records).map(({ cell }) => cell.model)).toEqual(['dark', 'nan']);
  expect(figures('mended')).toEqual(expected());
  const one = await run('mended', models, { resume: true, mended: ['dark'] });
  expect(failuresIn(one.records).map(({ cell }) => cell.model)).toEqual(['nan']);
  const both = await run('mended', models, { resume: true, mended: ['dark', 'nan'] });
  expect(failuresIn(both.records)).toEqual([]);
  const { parts, records } = figures('mended');
  const whole = figures('whole');
  expect(parts).toEqual(whole.parts);
  const sorted = (all: readonly RecordLine[]) => all.map((record) => JSON.stringify(record)).sort();
  expect(sorted(records)).toEqual(sorted(whole.records));
  expect(readUnits(join(root, 'mended'))).toEqual(readUnits(join(root, 'whole')));
}, 240_000);

test('eval goes on without a failed model, and filter ends with one line', async () => {
  const folder = makeTree({ 'dark.onnx': flawedOnnx('dark'), 'hang.onnx': flawedOnnx('hang') });
  const out = join(folder, 'run');
  const evaluated = await runCli(
    ['eval', '--data', data, '--models', `${join(folder, 'dark.onnx')},${join(folder, 'hang.onnx')}`].concat([
      '--timeout-seconds',
      '5',
      '--allow-unreadable',
      '1',
      '--workers',
      '1',
      '--out',
      out,
    ]),
  );
  expect(evaluated.code).toBe(1);
  expect(evaluated.stdout).toMatch(
    /^failed: dark.* on .*: dark.* failed on the image .* is NaN\nfailed: hang/m,
  );
  expect(evaluated.stderr).toMatch(/2 models failed; to evaluate them again: .* --resume\n/);
  const filtered = await runCli([
    'filter',
    data,
    '--model',
    join(folder, 'dark.onnx'),
    '-o',
    join(folder, 'hard'),
  ]);
  expect(filtered.code).toBe(2);
  expect(filtered.stderr).toMatch(/\.* cannot be filtered: dark.* failed on the image .* is NaN\n$/);
}, 120_000);

test('if every model fails, the run ends without figures', async () => {
  const { records } = await run('none', ['dark', 'file']);
  expect(failuresIn(records)).toHaveLength(2);
  expect(records.filter(({ type }) => type === 'accuracy')).toEqual([]);
  const { records: _, ...parts } = outcome(join(root, 'none'));
  expect(parts).toEqual({});
}, 120_000);
