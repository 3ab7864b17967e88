import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { collect } from '../../../report/index.ts';
import { readRun, splitByMachine } from '../../../src/results/index.ts';
import { mergeRuns } from '../../../src/runs/merge/index.ts';
import { judgeClaims } from '../../../src/verdicts/claims/index.ts';
import { makeTree } from '../../accuracy/image-tree.ts';
import { tinyFiles } from '../../accuracy/tiny-data.ts';
import { tinyModels } from '../../accuracy/tiny-models.ts';
import { outcome } from '../../accuracy/tiny-process.ts';
import { runCli } from '../../cli/cli.ts';
import { changeRun, runTiny } from './runs.ts';

/** 22 images in units of six, clean and under one corruption. */
const UNITS = 8;

let root: string;
let whole: string;
let shards: string[];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'merge-'));
  const data = makeTree(Object.fromEntries(tinyFiles().map(([name, image]) => [name, `image:${image}`])));
  whole = await runTiny(data, join(root, 'whole'));
  shards = [];
  for (const shard of ['1/3', '2/3', '3/3'])
    shards.push(await runTiny(data, join(root, 'shards', shard.replace('/', 'of')), shard));
}, 240_000);

/** Copies shards, so that a test can change them. */
function copies(of: readonly string[] = shards): string[] {
  const folder = mkdtempSync(join(root, 'copies-'));
  return of.map((shard, at) => {
    const copy = join(folder, String(at));
    cpSync(shard, copy, { recursive: true });
    return copy;
  });
}

function merge(runs: readonly string[]) {
  const out = join(mkdtempSync(join(root, 'merged-')), 'run');
  return mergeRuns(runs, { out, root, source: tinyModels, judgeClaims });
}

test('shards differ by at most one unit, are disjoint, and have no accuracies', () => {
  const parts = shards.map((shard) => readdirSync(join(shard, 'predictions')));
  expect(parts.map(({ length }) => length).sort()).toEqual([2, 3, 3]);
  expect(parts.flat().sort()).toEqual(readdirSync(join(whole, 'predictions')).sort());
  for (const shard of shards) {
    const { records } = readRun(shard);
    const types = records.map(({ type }) => type).filter((type) => type !== 'gallery');
    expect(types).toEqual(['latency', 'latency']);
  }
});

test('merged shards equal the run of one machine, byte for byte', async () => {
  const merged = await merge([join(root, 'shards')]);
  expect(merged).toMatchObject({
    complete: true,
    missingShards: [],
    parts: { merged: UNITS, duplicates: 0, missing: [], differing: [], damaged: [] },
    latency: { missing: [], repeated: [], duplicates: 0 },
    accuracy: { tooMany: false, unreadable: [{ image: 'bee/broken.jpg' }] },
  });
  const accuracy = (text: string) => text.split('\n').filter((line) => !line.includes('"type":"latency"'));
  const [mine, theirs] = [outcome(merged.folder), outcome(whole)];
  expect({ ...mine, records: '' }).toEqual({ ...theirs, records: '' });
  expect(accuracy(mine.records as string)).toEqual(accuracy(theirs.records as string));
  const groups = (folder: string) =>
    readRun(folder).records.flatMap((record) => (record.type === 'latency' ? [record.group] : []));
  expect(groups(merged.folder)).toEqual(groups(whole));
  expect(merged.run.command).toEqual(['fastvit-bench', 'run', 'tiny.json']);
  expect(merged.run.merged?.map(({ shard }) => shard?.index)).toEqual([1, 2, 3]);
});

test('the result depends neither on the order of the arguments nor on earlier merges', async () => {
  const [a, b, c] = shards as [string, string, string];
  const forwards = await merge([a, b, c]);
  const backwards = await merge([c, b, a]);
  const half = await merge([a, c]);
  expect(half).toMatchObject({ complete: false, missingShards: ['2/3'] });
  const nested = await merge([b, half.folder]);
  for (const other of [backwards, nested]) {
    expect(outcome(other.folder)).toEqual(outcome(forwards.folder));
  }
  expect(readFileSync(join(backwards.folder, 'run.json'), 'utf8')).toBe(
    readFileSync(join(forwards.folder, 'run.json'), 'utf8'),
  );
  expect(nested.complete).toBe(true);
  // A shard in addition to the whole run: nothing is missing.
  expect(await merge([a, whole])).toMatchObject({ complete: true, missingShards: [] });
});

test('duplicates count once, and a second measurement on a machine does not replace the first', async () => {
  const [again] = copies([shards[0]!]) as [string];
  const twice = await merge([...shards, again]);
  expect(twice.latency.duplicates).toBe(readRun(again).records.length);
  expect(twice.parts?.duplicates).toBe(readdirSync(join(again, 'predictions')).length);
  changeRun(again, (run) => {
    run.startedAt = '2999-01-01T00:00:00.000Z';
  });
  const path = join(again, 'records.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"value":10', '"value":11'));
  const repeated = await merge([again, ...shards]);
  expect(repeated.latency.repeated).toHaveLength(2);
  const once = await merge(shards);
  expect(outcome(repeated.folder)).toEqual(outcome(once.folder));
});

test('latencies of different machines stay separate series', async () => {
  const runs = copies([...shards, shards[0]!]);
  changeRun(runs[3]!, (run) => {
    run.environment.cpu.model = 'another CPU';
  });
  const merged = await merge(runs);
  expect(merged.complete).toBe(true);
  const data = readRun(merged.folder);
  const first = data.records.filter((record) => record.type === 'latency' && record.group === '32x32/b1/t1');
  expect(first).toHaveLength(4);
  const byMachine = splitByMachine(data);
  expect(byMachine).toHaveLength(2);
  expect(byMachine.map(({ run }) => run.environment.cpu.model)).toContain('another CPU');
  const report = collect(byMachine, '', '');
  expect(report.machines).toHaveLength(2);
  const elsewhere = report.machines.findIndex(({ name }) => name.startsWith('another CPU'));
  const there = report.latency.filter(({ run }) => report.runs[run]!.machine === elsewhere);
  expect([report.latency.length, there.length]).toEqual([8, 2]);
  // Accuracies do not depend on the machine, so there is one set of them.
  expect(report.accuracy).toHaveLength(4);
});

test('a damaged part, a lost shard and a lost latency are listed, and no accuracy is computed', async () => {
  const [a, b] = copies([shards[0]!, shards[1]!]) as [string, string];
  const [part] = readdirSync(join(a, 'predictions')) as [string];
  writeFileSync(join(a, 'predictions', part), 'not a part');
  const { code, stdout, stderr } = await runCli(['merge', a, b, '--out', join(root, 'incomplete'), '--json']);
  expect(code).toBe(1);
  const said = JSON.parse(stdout);
  expect(said.parts.missing).toHaveLength(UNITS - said.parts.merged);
  expect(said.parts.missing).toContain(part.replace('.parquet', ''));
  expect(said).toMatchObject({
    complete: false,
    missingShards: ['3/3'],
    latency: { missing: ['96x96/b1/t1'] },
  });
  expect(stderr).toContain(`skipped, damaged: ${join(a, 'predictions', part)}`);
  expect(stderr).toContain('missing shards: 3/3');
  expect(stderr).toContain('missing latencies: 96x96/b1/t1');
  expect(stderr).toMatch(/missing units: \d of 8: /);
  const { run, records } = readRun(join(root, 'incomplete'));
  expect(run.endedAt).toBeUndefined();
  expect(records.some(({ type }) => type === 'accuracy')).toBe(false);
});

test.each<[string, (a: string, b: string) => void, RegExp]>([
  [
    'another plan',
    (a) => changeRun(a, (run) => Object.assign(run.plan, { digest: 'f'.repeat(64) })),
    / have different plans .* digest ffffffffffff.*; merge runs of the same unchanged suite/,
  ],
  [
    'another version',
    (a) => changeRun(a, (run) => Object.assign(run.environment.versions, { 'fastvit-bench': '0.0.9' })),
    /was measured with fastvit-bench .* and .* with .*; merge runs of the same version/,
  ],
  [
    'a newer version of the files',
    (a) => changeRun(a, (run) => Object.assign(run, { schema: 'fastvit-bench/run@99' })),
    /written by a newer fastvit-bench/,
  ],
  [
    'another runtime',
    (a) => changeUnits(a, (text) => text.replace(/"onnxruntime-node":"[^"]+"/, '"onnxruntime-node":"1.0.0"')),
    /evaluated with onnxruntime-node .* and .* with/,
  ],
  [
    'another model',
    (a) => changeUnits(a, (text) => text.replace(/"digest":"[0-9a-f]{12}/, '"digest":"000000000000')),
    /tiny_a is seed:0, 32x32, digest .* and seed:0, 32x32, digest .*; merge runs of the same models/,
  ],
  [
    'other images',
    (a) => changeUnits(a, (text) => text.replace(/"identity":"[0-9a-f]{8}/, '"identity":"00000000')),
    /evaluated different images \(8 and 8 units; .* differs\)/,
  ],
  [
    'a part of something else',
    (a) => cpSync(partOf(a), join(a, 'predictions', 'other.none.0.1.parquet')),
    /other\.none\.0\.1\.parquet does not belong to this plan/,
  ],
  ['no run', (_, b) => rmSync(join(b, 'run.json')), /contains no run/],
  [
    'a suite that is damaged',
    (a, b) => {
      for (const run of [a, b])
        changeRun(run, ({ suite }) => Object.assign(suite.latency as object, { batch: 'two' }));
    },
    /run\.json: latency\.batch must be an array but is "two"/,
  ],
])('%s is refused in one line, and nothing is written', async (_, change, message) => {
  const [a, b] = copies([shards[0]!, shards[1]!]) as [string, string];
  change(a, b);
  const out = join(mkdtempSync(join(root, 'refused-')), 'run');
  const { code, stdout, stderr } = await runCli(['merge', a, b, '--out', out]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(join(out, '..'))).toEqual([]);
});

test('an existing folder and an impossible shard are refused in one line', async () => {
  mkdirSync(join(root, 'taken'));
  const taken = await runCli(['merge', ...shards, '--out', join(root, 'taken')]);
  expect([taken.code, taken.stderr]).toEqual([
    2,
    expect.stringMatching(/taken already exists; choose another --out\n$/),
  ]);
  for (const shard of ['0/3', '4/3', 'two'])
    expect((await runCli(['run', 'suites/quick.json', '--shard', shard, '--dry-run'])).stderr).toMatch(
      /--shard .*: give the shard and the number of shards, e.g. 3\/16/,
    );
});

function changeUnits(folder: string, change: (text: string) => string): void {
  const path = join(folder, 'units.jsonl');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function partOf(folder: string): string {
  return join(folder, 'predictions', readdirSync(join(folder, 'predictions'))[0] as string);
}
