import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type LatencyRecord,
  type RobustnessRecord,
  type RunData,
  readRun,
} from '../../../src/results/index.ts';
import { loadSuite } from '../../../src/runs/suite/index.ts';
import { normalDraw, seededRandom } from '../../../src/stats/index.ts';
import { confirmationOf } from '../../../src/verdicts/history/confirm.ts';
import { readHistory, recordRun, type SeriesState } from '../../../src/verdicts/history/index.ts';
import { runCli } from '../../cli/cli.ts';
import { sampleRun } from '../../results/samples.ts';
import { anchored, writtenRun } from '../compare/runs.ts';

const random = seededRandom('record');

/** A night of two models at one size; `slow` is the factor of the second. */
function night(index: number, slow = 1, change: { id?: string; confirms?: string } = {}): RunData {
  const noise = () => Math.exp(0.005 * normalDraw(random));
  const { environment } = sampleRun();
  return writtenRun(
    change.id ?? `night-${index}`,
    [anchored('fastvit_t8', 2 * noise(), 0.01), anchored('mobileone_s0', slow * noise(), 0.01)],
    {
      suite: {
        name: 'nightly',
        seed: 1,
        latency: {
          models: ['fastvit_t8', 'mobileone_s0'],
          resolutions: [256, 384],
          baseline: 'fastvit_t8',
          budgetSeconds: 600,
        },
        ...(change.confirms ? { confirms: change.confirms } : {}),
      },
      environment: { ...environment, commit: `c${index}`.padEnd(40, '0') },
      startedAt: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
    },
  );
}

test('a slowdown is suspected, confirmed, reported with its commit on the second night, and not again later', async () => {
  const history = join(mkdtempSync(join(tmpdir(), 'history-')), 'history');
  const add = (run: RunData) => runCli(['history', history, '--add', run.folder, '--check'], { env: {} });
  const { code, stderr } = await add(night(0));
  expect([code, stderr]).toEqual([
    1,
    `recorded 2 series in ${history}\nno evidence: none of the 2 series of the latest night can be compared with an earlier night (it is the first, or the machine was noisy)\n`,
  ]);
  for (let index = 1; index < 12; index++) {
    const { code, stderr } = await add(night(index));
    expect([code, stderr]).toEqual([0, `recorded 2 series in ${history}\n`]);
  }

  const first = night(12, 1.15);
  const doubtful = await add(first);
  const suite = join(first.folder, 'confirm.json');
  expect(doubtful.code).toBe(0);
  expect(doubtful.stderr).toContain(
    `possible change in 1 cell; confirm with a second measurement: fastvit-bench run ${suite} --record ${history}\n`,
  );
  expect(doubtful.stdout).toMatch(/^mobileone_s0\/\S+ +latency over anchor .* to be confirmed$/m);
  const { resolved } = loadSuite(suite, {});
  expect(resolved).toMatchObject({
    name: 'nightly-confirm',
    confirms: 'night-12',
    latency: { models: ['mobileone_s0'], resolutions: [256] },
  });

  const confirmed = await add(night(12, 1.15, { id: 'again-12', confirms: 'night-12' }));
  expect([confirmed.code, confirmed.stdout.includes('awaits')]).toEqual([0, false]);

  const second = await add(night(13, 1.15));
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(
    /regressed: mobileone_s0\/\S+ 1[3-6]\.\d % slower since 2026-01-13, commit c12000000000 \(2 nights; by chance once in (more than )?[\d,]+ nights\)\n/,
  );
  const listed = await runCli(['history', history, '--changes', '--json']);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    series: [
      {
        series: 'mobileone_s0/inference/onnxruntime-cpu/256x256/b1/t1',
        verdicts: [{ verdict: 'regressed', run: 'night-12', lastBefore: { run: 'night-11' }, nights: 2 }],
      },
    ],
    newRegressions: [{ commit: 'c12'.padEnd(40, '0') }],
  });
  const badge = join(history, 'badge.json');
  const saved = night(13, 1.15);
  await runCli(['history', history, '--save', saved.folder, '--badge', badge]);
  expect(JSON.parse(readFileSync(badge, 'utf8'))).toMatchObject({
    label: 'nightly',
    message: '1 regressed',
    color: 'red',
  });
  expect(readRun(saved.folder).records.filter(({ type }) => type === 'history')).toMatchObject([
    { series: expect.stringMatching(/^fastvit_t8/), changes: [] },
    {
      series: expect.stringMatching(/^mobileone_s0/),
      changes: [{ at: '2026-01-13T00:00:00.000Z', commit: 'c12'.padEnd(40, '0') }],
    },
  ]);
  // It stays in the list, and does not fail every night to come.
  expect((await add(night(14, 1.15))).code).toBe(0);
}, 60_000);

test('another model file starts a new series, and the output says so', async () => {
  const history = join(mkdtempSync(join(tmpdir(), 'history-')), 'history');
  const run = (id: string, at: string, modelDigest: string) =>
    writtenRun(id, [anchored('m', 2, 0.01, { modelDigest })], { startedAt: at });
  for (const [id, at, digest] of [
    ['one', '2026-01-01T00:00:00Z', 'aaaaaaaaaa'],
    ['two', '2026-01-02T00:00:00Z', 'bbbbbbbbbb'],
  ] as const)
    await runCli(['history', history, '--add', run(id, at, digest).folder]);
  const { stdout } = await runCli(['history', history]);
  expect(stdout).toContain('new series since 2026-01-02 (model aaaaaaaa, now bbbbbbbb)\n');
});

test('a mean error over other corruptions, severities or random numbers starts a new series', async () => {
  const history = join(mkdtempSync(join(tmpdir(), 'history-')), 'history');
  const add = async (night: number, value: number, corruptions: string[], severities: number[], seed = 1) => {
    const startedAt = new Date(Date.UTC(2026, 0, 1 + night)).toISOString();
    const run = writtenRun(`night-${night}`, [meanErrorOf(value, corruptions, severities, seed)], {
      startedAt,
    });
    const { stdout, stderr } = await runCli(['history', history, '--add', run.folder], { env: {} });
    return { stdout, regressed: stderr.includes('regressed: ') };
  };
  await add(0, 0.4, ['fog', 'snow'], [1, 2]);
  const again = await add(1, 0.4, ['snow', 'fog'], [1, 2]);
  expect(again.stdout).toMatch(/^m\/set\/native +mean error under corruption +2 /m);
  // Harder corruptions have a larger error, which is no regression.
  const harder = await add(2, 0.6, ['fog', 'snow'], [4, 5]);
  expect(harder.regressed).toBe(false);
  expect(harder.stdout).toContain('m/set/native: new series since 2026-01-03 (severities 1 2, now 4 5)\n');
  expect((await add(3, 0.7, ['fog'], [4, 5])).regressed).toBe(false);
  expect((await add(4, 0.8, ['fog'], [4, 5], 2)).regressed).toBe(false);
  const listed = JSON.parse((await runCli(['history', history, '--json'])).stdout);
  expect(listed.series.map(({ environment }: { environment: string }) => environment).toSorted()).toEqual([
    'corruptions fog, severities 4 5, seed 1',
    'corruptions fog, severities 4 5, seed 2',
    'corruptions fog, snow, severities 1 2, seed 1',
    'corruptions fog, snow, severities 4 5, seed 1',
  ]);
  // The same corruptions at a larger error are one.
  expect((await add(5, 0.9, ['fog'], [4, 5], 2)).regressed).toBe(true);
});

function meanErrorOf(value: number, names: string[], severities: number[], seed: number): RobustnessRecord {
  const errors = Object.fromEntries(severities.map((severity) => [severity, value]));
  return {
    type: 'robustness',
    model: 'm',
    dataset: 'set',
    protocol: 'native',
    images: 100,
    corruptions: names.map((corruption) => ({ corruption, errors, error: value })),
    meanError: { value, low: value - 0.1, high: value + 0.1, level: 0.95, method: 'bootstrap over images' },
    seed,
  };
}

test('a run with nothing to record, and a newer history, give one line each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const { anchor: _, ...without } = anchored('m', 2, 0.01);
  const run = writtenRun('run', [without]);
  const nothing = await runCli(['history', folder, '--add', run.folder]);
  expect([nothing.code, nothing.stderr]).toEqual([
    2,
    `fastvit-bench: ${run.folder} has nothing to record: neither latencies with an anchor nor accuracies\n`,
  ]);
  writeFileSync(join(folder, 'x.jsonl'), '{"schema":"fastvit-bench/history@9"}\n');
  const newer = await runCli(['history', folder]);
  expect(newer.code).toBe(2);
  expect(newer.stderr).toMatch(/written by a newer fastvit-bench .* update fastvit-bench\n$/);
});

test('a merged run counts as a night of each of its machines', async () => {
  const history = join(mkdtempSync(join(tmpdir(), 'history-')), 'history');
  const { environment } = sampleRun();
  const [one, two] = ['One', 'Two'].map((model) => ({ ...environment, cpu: { ...environment.cpu, model } }));
  const run = writtenRun(
    'merged',
    [anchored('m', 2, 0.01, { machine: 'one' }), anchored('m', 3, 0.01, { machine: 'two' })],
    { environment: one!, machines: { one: one!, two: two! } },
  );
  await runCli(['history', history, '--add', run.folder]);
  const points = readHistory(history).map(({ header, points }) => [
    Object.fromEntries(header.environment).CPU,
    points.map(({ value }) => value),
  ]);
  expect(points.toSorted()).toEqual([
    ['One', [2]],
    ['Two', [3]],
  ]);
});

test('a doubtful cell of a mixed group is confirmed at its resolution in that group', () => {
  const run = sampleRun({
    suite: {
      name: 'nightly',
      seed: 1,
      latency: {
        models: ['fastvit_t8'],
        resolutions: [224],
        mixed: [{ models: ['fastvit_ma36', 'efficientnet_b5'], resolutions: [256, 456] }],
      },
    },
  });
  const state = {
    doubtful: run.id,
    series: { header: { series: 'efficientnet_b5/inference/onnxruntime-cpu/456x456/b1/t1' } },
  } as unknown as SeriesState;
  expect(confirmationOf(run, [state])).toMatchObject({
    latency: { models: ['efficientnet_b5'], resolutions: [456] },
  });
});

test('run --record measures and records', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  const suite = join(folder, 'tiny.json');
  writeFileSync(
    suite,
    JSON.stringify({
      name: 'tiny',
      latency: {
        models: ['fastvit_t8'],
        resolutions: [64],
        budgetSeconds: 1,
        sampling: {
          isolation: 'shared',
          minBlocks: 2,
          maxBlocks: 2,
          roundsPerBlock: 2,
          warmupMaxMs: 50,
          turnMs: 5,
        },
      },
    }),
  );
  const history = join(folder, 'history');
  const { code, stderr } = await runCli(['run', suite, '--out', join(folder, 'run'), '--record', history], {
    env: { GITHUB_SHA: 'feedbeef' },
  });
  expect(code).toBe(0);
  expect(stderr).toContain(`recorded 1 series in ${history}\n`);
  const listed = JSON.parse((await runCli(['history', history, '--json'])).stdout);
  expect(listed.series).toHaveLength(1);
  expect(existsSync(join(history, '.gitattributes'))).toBe(true);
  expect(readFileSync(listed.series[0].path, 'utf8')).toContain('"commit":"feedbeef"');
}, 60_000);

test('nights that were all noisy are no evidence: neither a green badge nor exit code 0', async () => {
  const history = join(mkdtempSync(join(tmpdir(), 'history-')), 'history');
  for (const at of [0, 1, 2]) {
    const run = writtenRun(`night-${at}`, [anchored('m', 2, 0.2, { noisy: true })], {
      startedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
    });
    await runCli(['history', history, '--add', run.folder]);
  }
  const badge = join(history, 'badge.json');
  const checked = await runCli(['history', history, '--check', '--badge', badge, '--json']);
  expect([checked.code, JSON.parse(checked.stdout).status]).toEqual([1, 'no evidence']);
  expect(JSON.parse(readFileSync(badge, 'utf8'))).toMatchObject({ message: 'no evidence', color: 'orange' });
  expect((await runCli(['history', history, '--strict'])).code).toBe(1);
  const listed = await runCli(['history', history]);
  expect([listed.code, listed.stderr]).toEqual([
    0,
    expect.stringMatching(/^no evidence: none of the 1 series/),
  ]);
});

test('a history that does not exist is a mistake, an empty one is no evidence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const missing = await runCli(['history', join(folder, 'nowhere')]);
  expect([missing.code, missing.stderr]).toEqual([
    2,
    expect.stringMatching(/^fastvit-bench: .*nowhere: no such folder; .* starts a history there\n$/),
  ]);
  const file = await runCli(['history', 'README.md']);
  expect([file.code, file.stderr]).toEqual([
    2,
    'fastvit-bench: README.md is a file, not the folder of a history\n',
  ]);
  const empty = await runCli(['history', folder, '--check']);
  expect([empty.code, empty.stderr]).toEqual([
    1,
    expect.stringMatching(/no evidence: the history has no night\n$/),
  ]);
});

test('nights whose ratios rest on CPU time are a series of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const [plain] = night(0).records as [LatencyRecord];
  recordRun(folder, night(0));
  recordRun(
    folder,
    writtenRun('timed', [
      {
        ...plain,
        anchor: { ...plain.anchor!, time: 'cpu', wall: plain.anchor! },
        noisy: true,
        noisyCpu: false,
      },
    ]),
  );
  const series = readHistory(folder).filter(({ header }) => header.series.startsWith('fastvit_t8'));
  expect(series.map(({ points }) => points.length)).toEqual([1, 1]);
  // A neighbour that disturbs the clock leaves such a night as good as any.
  expect(series.map(({ points: [point] }) => point!.noisy)).toEqual([false, false]);
  expect(series.map(({ header }) => header.environment.some(([name]) => name === 'ratio by')).sort()).toEqual(
    [false, true],
  );
});
