import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { latencyTable } from '../../src/cli/latency-table.ts';
import { sampleLatency } from '../results/samples.ts';
import { runCli } from './cli.ts';

const quick = fileURLToPath(new URL('../../suites/quick.json', import.meta.url));

function writeSuite(latency: Record<string, unknown>): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cli-run-'));
  const path = join(folder, 'tiny.json');
  writeFileSync(path, JSON.stringify({ name: 'tiny', latency }));
  return { folder, path };
}

const tiny = {
  models: ['fastvit_t8'],
  forms: ['inference', 'train'],
  resolutions: [64, 96],
  budgetSeconds: 1,
  sampling: {
    isolation: 'shared',
    anchor: false,
    minBlocks: 2,
    maxBlocks: 2,
    roundsPerBlock: 2,
    warmupMaxMs: 50,
    turnMs: 5,
  },
};

test('the plan of the quick suite: models, forms and resolutions', async () => {
  const { code, stdout } = await runCli(['run', quick, '--dry-run', '--json']);
  expect(code).toBe(0);
  const { latency } = JSON.parse(stdout);
  expect(latency.map(({ cells }: { cells: unknown[] }) => cells.length)).toEqual([7, 7, 7, 7]);
  expect((await runCli(['run', quick, '--dry-run'])).stdout).toMatch(
    /latency 128x128\/b1\/t1: 7 cells, interleaved\n {2}fastvit_t8 +inference +onnxruntime\/cpu\/all\n/,
  );
});

test.each([
  [
    { models: ['fastvit_t9'], baseline: 'fastvit_t9' },
    'unknown model "fastvit_t9"; did you mean "fastvit_t8"?',
  ],
  [{ resolutoins: [64] }, 'unknown key "latency.resolutoins"; did you mean "resolutions"?'],
  [{ models: ['cmt_ti'], baseline: 'cmt_ti', resolutions: [100] }, 'cmt_ti cannot take 100x100 pixels'],
  [{ photos: 'cut.jpg' }, 'cut.jpg is not a readable image: '],
  [
    { runtimes: ['onnxruntim'] },
    'unknown runtime "onnxruntim" (choose from onnxruntime, tfjs, browser); did you mean "onnxruntime"?',
  ],
])('a mistake in a suite gives one line and code 2, and leaves no files: %j', async (change, message) => {
  const { folder, path } = writeSuite({ ...tiny, ...change });
  const photo = readFileSync(new URL('../../assets/photos/chelsea.jpg', import.meta.url));
  writeFileSync(join(folder, 'cut.jpg'), photo.subarray(0, 4000));
  const { code, stdout, stderr } = await runCli(['run', path, '--out', join(folder, 'out')]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('a results folder that cannot be written, and a run of a newer version, give one line', async () => {
  const { folder, path } = writeSuite(tiny);
  // Below a file, and where Linux allows no folder.
  for (const out of [join(path, 'out'), ...(existsSync('/proc/self') ? ['/proc/x/out'] : [])]) {
    const blocked = await runCli(['run', path, '--out', out]);
    expect(blocked.code).toBe(2);
    expect(blocked.stderr).toMatch(/^fastvit-bench: cannot write the results folder .*\n$/);
  }
  mkdirSync(join(folder, 'newer'));
  writeFileSync(join(folder, 'newer', 'run.json'), JSON.stringify({ schema: 'fastvit-bench/run@99' }));
  const newer = await runCli(['run', path, '--out', join(folder, 'newer')]);
  expect(newer.code).toBe(2);
  expect(newer.stderr).toMatch(/^fastvit-bench: .*run.json was written by a newer fastvit-bench .*\n$/);
});

test('the table: a row per model and form, a column per resolution, failures below', () => {
  const table = latencyTable([
    sampleLatency({ model: 'a', resolution: [128, 128] }, 1.234),
    sampleLatency({ model: 'a', resolution: [256, 256] }, 456.7),
    sampleLatency({ model: 'b', resolution: [256, 256] }, 0.0123),
    {
      type: 'failed',
      cell: { model: 'c', form: 'train', resolution: [64, 64] },
      reason: 'killed',
      startedAt: '',
    },
  ]);
  expect(table.split('\n').slice(0, 3)).toEqual([
    'model  form       runtime          128x128            256x256',
    'a      inference  onnxruntime cpu  1.23 [1.21, 1.26]  457 [448, 466]',
    'b      inference  onnxruntime cpu  -                  0.0123 [0.0121, 0.0125]',
  ]);
  expect(table).toContain('failed: c train 64x64: killed\n');
});

test('the legend names the baselines of all groups', () => {
  const ratio = (baseline: string) => ({
    ratio: { value: 1, low: 1, high: 1, level: 0.95, method: 'm', baseline: `${baseline}/inference/x` },
  });
  const one = sampleLatency({ model: 'a' }, 10, ratio('b'));
  expect(latencyTable([one])).toContain(', then its multiple of b inference: below 1.00× is faster\n');
  const other = sampleLatency({ model: 'a', resolution: [64, 64] }, 10, ratio('c'));
  expect(latencyTable([one, other])).toContain(
    ', then its multiple of the baseline of its group, b inference or c inference: below 1.00× is faster\n',
  );
});

test('the table marks ratios that rest on the clock, and says where CPU time and the clock disagree', () => {
  const estimate = (value: number) => ({
    value,
    low: value / 1.02,
    high: value * 1.02,
    level: 0.95,
    method: 'm',
  });
  const baseline = 'b/inference/x';
  const cpu = { blocks: [[7]], share: 0.7, waits: 0, pageFaults: 3, median: estimate(7) };
  const timed = (wall: number) =>
    sampleLatency({ model: 'a' }, 10, {
      cpu,
      ratio: { ...estimate(0.8), baseline, time: 'cpu', wall: estimate(wall) },
    });
  const other = sampleLatency({ model: 'c' }, 10, { ratio: { ...estimate(0.9), baseline, time: 'wall' } });
  const table = latencyTable([timed(0.81), other]);
  expect(table).toContain('0.80×\n');
  expect(table).toContain('0.90×*\n');
  expect(table).toContain('b inference in CPU time: below 1.00× is faster\n* by the clock');
  expect(table).not.toContain('disagree');
  expect(latencyTable([timed(1)])).toMatch(
    /CPU time and the clock disagree on 1 of 1 ratio: a inference 256x256 \(0\.80 \[.*\] by CPU time, 1\.00 \[.*\] by the clock\)\. The ratios rest on CPU time; the clock also counts/,
  );
});

test('a group without its baseline says so once', () => {
  const change = { group: 'g', ratioMissing: 'the baseline b failed: out of paper' };
  const table = latencyTable([
    sampleLatency({ model: 'a' }, 10, change),
    sampleLatency({ model: 'c' }, 10, change),
  ]);
  expect(table.match(/no ratios in g: the baseline b failed: out of paper\n/g)).toHaveLength(1);
});
