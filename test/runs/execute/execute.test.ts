import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRunDatabase } from '../../../src/accuracy/predictions/index.ts';
import { storeCalibration, thisMachine } from '../../../src/latency/index.ts';
import { type Calibration, readRun } from '../../../src/results/index.ts';
import { executeSuite, loadPhotos, type ModelSource } from '../../../src/runs/execute/index.ts';
import { type LoadedSuite, parseSuite } from '../../../src/runs/suite/index.ts';
import { sampleLatency } from '../../results/samples.ts';
import { fakes } from './fakes.ts';

function loaded(latency: Record<string, unknown> = {}): LoadedSuite {
  const suite = parseSuite(
    {
      name: 'small',
      latency: {
        models: ['m_one', 'm_two'],
        forms: ['inference', 'train'],
        resolutions: [64, 128],
        budgetSeconds: 100,
        ...latency,
      },
    },
    'small.json',
  );
  return { suite, resolved: suite, path: 'small.json' };
}

function options(root: string) {
  return { root, command: ['fastvit-bench', 'run', 'small.json'], env: {} };
}

test('every group is measured on photographs, with a share of the budget by its pixels', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const { deps, hooks, groups, progress } = fakes();
  const { folder, run, records } = await executeSuite(loaded({ batch: [1, 4] }), options(root), deps, hooks);
  expect(groups.map(({ group }) => group)).toEqual([
    '64x64/b1/t1',
    '64x64/b4/t1',
    '128x128/b1/t1',
    '128x128/b4/t1',
  ]);
  expect(groups[0]!.models).toEqual(['m_one', 'm_two', 'm_two']);
  // The weight of a cell is one plus the images of a round in units of 224x224 pixels.
  const weight = (pixels: number) => 1 + pixels / 224 ** 2;
  const all = [64 ** 2, 4 * 64 ** 2, 128 ** 2, 4 * 128 ** 2].map(weight);
  expect(groups[0]!.budgetMs).toBeCloseTo((100_000 * all[0]!) / all.reduce((a, b) => a + b), 6);
  expect(groups[3]!.budgetMs).toBeCloseTo(100_000 - 90, 6);
  expect(groups[0]!.inputs[0]).toHaveLength(3 * 64 * 64);
  const four = groups[1]!.inputs[0]!;
  expect(four).toHaveLength(4 * 3 * 64 * 64);
  // With three photographs, the fourth image of the batch is the first one again.
  expect(four.slice(3 * 3 * 64 * 64)).toEqual(four.slice(0, 3 * 64 * 64));
  expect(four.slice(3 * 64 * 64, 2 * 3 * 64 * 64)).not.toEqual(four.slice(0, 3 * 64 * 64));
  expect(records).toHaveLength(12);
  expect(run.endedAt).toBeDefined();
  expect(readRun(folder).records).toEqual(records);
  expect(progress).toContain('1.50 64x64/b1/t1: 1 block measured, ±3.1 %');
});

test('a killed run is resumed where it stopped, with a line', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const first = fakes((count) => {
    if (count === 2) first.abort.abort(new Error('stop'));
  });
  await expect(executeSuite(loaded(), options(root), first.deps, first.hooks)).rejects.toThrow('stop');
  const [folder] = readdirSync(root);
  expect(readRun(join(root, folder!)).records).toHaveLength(3);

  const second = fakes();
  const { records, run } = await executeSuite(loaded(), options(root), second.deps, second.hooks);
  expect(second.groups.map(({ group }) => group)).toEqual(['128x128/b1/t1']);
  expect(second.log).toEqual([`resuming ${join(root, folder!)}: 3 of 6 latency cells already measured`]);
  expect(records).toHaveLength(6);
  expect(run.resumedAt).toHaveLength(1);
  expect(readdirSync(root)).toEqual([folder]);
});

test('a model file of the user is not deleted', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const own = join(root, 'own.onnx');
  writeFileSync(own, 'precious');
  const { deps, hooks } = fakes();
  const source: ModelSource = {
    ...deps.source,
    write: async (ref, how) => ({ ...(await deps.source.write(ref, how)), path: own }),
  };
  await executeSuite(loaded(), options(root), { ...deps, source }, hooks);
  expect(readFileSync(own, 'utf8')).toBe('precious');
});

test('a run on a calibrated machine contains the calibration once, and the noise floor widens the verdicts', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  storeCalibration(root, CALIBRATION);
  const first = fakes((count) => {
    if (count === 2) first.abort.abort(new Error('stop'));
  });
  const suite = loaded();
  const side = (model: string) => ({ model, resolution: 64 });
  const claim = {
    id: 'one-two',
    claim: 'm_one is slower',
    source: 'nowhere',
    metric: 'latency ratio',
    published: 1.5,
    rounding: 0.03,
    slower: side('m_one'),
    faster: side('m_two'),
  };
  const claimed = { ...suite, resolved: { ...suite.resolved, claims: [claim] } };
  await expect(executeSuite(claimed, options(root), first.deps, first.hooks)).rejects.toThrow('stop');
  const second = fakes();
  const { records } = await executeSuite(claimed, options(root), second.deps, second.hooks);
  expect(records.filter(({ type }) => type === 'calibration')).toEqual([
    {
      type: 'calibration',
      trials: 40,
      falseAlarms: 0.05,
      falseAlarmsInterval: [0.006, 0.17],
      sequentialFalseAlarms: 0.4,
      level: 0.05,
      noiseFloor: 0.07,
      budgetSeconds: 6,
      startedAt: '2026-01-01T00:00:00.000Z',
    },
  ]);
  // Both fake models take the same time in every round, so the interval comes from the floor alone.
  const [verdict] = records.filter(({ type }) => type === 'claim');
  expect(verdict).toMatchObject({
    verdict: 'unresolved',
    measured: { value: 1, low: expect.closeTo(1 / 1.07, 6), high: expect.closeTo(1.07, 6) },
  });
});

test('a damaged calibration is reported before anything is measured', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  writeFileSync(storeCalibration(root, CALIBRATION), '{');
  const { deps, hooks, groups } = fakes();
  await expect(executeSuite(loaded(), options(root), deps, hooks)).rejects.toThrow(
    /is damaged; run fastvit-bench calibrate again$/,
  );
  expect(groups).toEqual([]);
  expect(readdirSync(root)).toEqual(['calibration']);
});

test('another plan, --no-resume and a finished run start a new run', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const stop = () =>
    fakes(() => {
      throw new Error('stop');
    });
  const start = async (latency: Record<string, unknown>, resume?: boolean) => {
    const { deps, hooks } = stop();
    const chosen = { ...options(root), out: join(root, `r${readdirSync(root).length}`) };
    await executeSuite(
      loaded(latency),
      resume === undefined ? chosen : { ...chosen, resume },
      deps,
      hooks,
    ).catch(() => {});
  };
  await start({});
  await start({ resolutions: [64] });
  await start({}, false);
  expect(readdirSync(root).sort()).toEqual(['r0', 'r1', 'r2']);

  const { deps, hooks } = fakes();
  const out = join(root, 'r1');
  await expect(executeSuite(loaded(), { ...options(root), out }, deps, hooks)).rejects.toThrow(
    'r1 contains a run of another plan, machine or version',
  );
  await executeSuite(loaded({ resolutions: [64] }), { ...options(root), out, resume: true }, deps, hooks);
  await expect(
    executeSuite(loaded({ resolutions: [64] }), { ...options(root), out }, deps, hooks),
  ).rejects.toThrow('r1 contains a finished run');
});

test('a damaged run.json ends the run, whatever its text says', async () => {
  const out = mkdtempSync(join(tmpdir(), 'run-'));
  writeFileSync(join(out, 'run.json'), 'no such thing');
  const { deps, hooks, groups } = fakes();
  await expect(executeSuite(loaded(), { ...options(out), out }, deps, hooks)).rejects.toThrow(
    /run\.json(:1:\d+)?: not valid JSON/,
  );
  expect(groups).toEqual([]);
});

test('a model that cannot be written becomes a failed record, and the run continues', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const { deps, hooks, groups, log } = fakes();
  const suite = loaded({ models: ['m_bad', 'm_one'], baseline: 'm_bad', resolutions: [64] });
  const { records } = await executeSuite(suite, options(root), deps, hooks);
  expect(records).toMatchObject([
    { type: 'failed', cell: { model: 'm_bad' }, group: '64x64/b1/t1' },
    { type: 'latency', cell: { model: 'm_one' } },
  ]);
  // Ratios are relative to the baseline of the suite, or there are none.
  expect(groups[0]).toMatchObject({
    baseline: 'm_bad/inference/onnxruntime-cpu/64x64/b1/t1',
    baselineFailed: 'out of paper',
  });
  expect(groups[0]!.models).toEqual(['m_one']);
  expect(log).toEqual(['failed: m_bad/inference/onnxruntime-cpu/64x64/b1/t1: out of paper']);
});

test('--resume measures failed cells again and updates the records that depend on them', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const out = join(root, 'r');
  const side = (model: string) => ({ model, resolution: 64 });
  const claim = { id: 'c', claim: 'm_one is slower', source: 'nowhere', metric: 'latency ratio' };
  const claims = [{ ...claim, published: 1.5, rounding: 0, slower: side('m_one'), faster: side('m_two') }];
  const suite = loaded({ resolutions: [64, 128], forms: ['inference'] });
  const claimed = { ...suite, resolved: { ...suite.resolved, claims } };
  const start = (again: boolean, broken: boolean) => {
    const { deps, hooks, groups, log } = fakes();
    const measure: typeof deps.measure = async (cells, options) =>
      (await deps.measure(cells, options)).map((record, at) =>
        broken && at === 0 && options.group === '64x64/b1/t1'
          ? { type: 'failed', cell: cells[0]!.cell, group: options.group, reason: 'killed', startedAt: '' }
          : broken
            ? record
            : sampleLatency(cells[at]!.cell, 11, { group: options.group }),
      );
    const ran = executeSuite(
      claimed,
      { ...options(root), out, ...(again ? { resume: true } : {}) },
      { ...deps, measure },
      hooks,
    );
    return { ran, groups, log };
  };
  const kinds = ({ records }: Awaited<ReturnType<typeof executeSuite>>) => records.map(({ type }) => type);
  const lines = () => readFileSync(join(out, 'records.jsonl'), 'utf8').trim().split('\n').length - 1;
  const views = async () => {
    const database = await openRunDatabase(out);
    const [counted] = await database.all('SELECT count(*) AS cells FROM latency');
    database.close();
    return counted;
  };

  const first = await start(false, true).ran;
  expect(kinds(first)).toEqual(['failed', 'latency', 'latency', 'latency', 'claim']);
  expect(first.records.at(-1)).toMatchObject({ verdict: 'not measurable here' });
  // Failed again: the other cells of the group keep their records.
  const second = start(true, true);
  expect(kinds(await second.ran)).toEqual(kinds(first));
  expect(second.groups.map(({ group }) => group)).toEqual(['64x64/b1/t1']);
  expect(second.log).toEqual([
    `resuming ${out}: 3 of 4 latency cells already measured, 1 failed and will be measured again`,
  ]);
  expect(lines()).toBe(6);
  // Measured at last: the group's records are one measurement, and the claim is judged.
  const third = await start(true, false).ran;
  expect(kinds(third)).toEqual(['latency', 'latency', 'latency', 'latency', 'claim']);
  expect(third.records.at(-1)).toMatchObject({ verdict: 'unresolved' });
  expect(third.run.resumedAt).toHaveLength(2);
  expect(third.run.endedAt).toBeDefined();
  expect(lines()).toBe(9);
  expect(readRun(out).records).toEqual(third.records);
  expect(await views()).toEqual({ cells: 4 });
  expect((await start(true, false).ran).records).toEqual(third.records);
  expect(lines()).toBe(9);
});

test('a profile logs once which runtimes have none', async () => {
  const run = async (latency: Record<string, unknown>) => {
    const root = mkdtempSync(join(tmpdir(), 'run-'));
    const { deps, hooks, log } = fakes();
    await executeSuite(loaded({ forms: ['inference'], ...latency }), options(root), deps, hooks);
    return log;
  };
  const runtimes = ['onnxruntime', 'tfjs:wasm', 'browser:wasm'];
  expect(await run({ runtimes, profile: true })).toEqual([
    'profile: only onnxruntime can write one; 8 cells on tfjs, browser will have none',
  ]);
  expect(await run({ runtimes })).toEqual([]);
  expect(await run({ profile: true })).toEqual([]);
});

test('records that a full disk cut off are completed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const out = join(root, 'r');
  const { deps, hooks } = fakes();
  const { records } = await executeSuite(loaded(), { ...options(root), out }, deps, hooks);
  const path = join(out, 'records.jsonl');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, -20));
  const again = { ...options(root), out, resume: true };
  expect((await executeSuite(loaded(), again, deps, hooks)).records).toEqual(records);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(text.split('\n').length);
});

test('a resumed run is unfinished until it ends', async () => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const out = join(root, 'r');
  const suite = loaded({ models: ['m_bad', 'm_one'], resolutions: [64] });
  const { deps, hooks } = fakes();
  await executeSuite(suite, { ...options(root), out }, deps, hooks);
  const measure = () => Promise.reject(new Error('stop'));
  const again = { ...options(root), out, resume: true };
  await expect(executeSuite(suite, again, { ...deps, measure }, hooks)).rejects.toThrow('stop');
  expect(readRun(out).run.endedAt).toBeUndefined();
});

test.each([
  [{ resolutions: [100] }, 'small.json: m_one cannot take 100x100 pixels'],
  [{ models: ['m_one', 'm_unknown'] }, 'small.json: unknown model "m_unknown"'],
  [{ photos: '/nowhere/photos' }, 'no photographs at /nowhere/photos'],
])('mistakes are found before anything is written: %j', async (latency, message) => {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const { deps, hooks } = fakes();
  await expect(executeSuite(loaded(latency), options(root), deps, hooks)).rejects.toThrow(message);
  expect(readdirSync(root)).toEqual([]);
});

test('a truncated photograph, a text file and an empty folder are reported in one line each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'photos-'));
  await expect(loadPhotos(folder)).rejects.toThrow(`no photographs (.jpg, .png, .webp) in ${folder}`);
  const whole = readFileSync(new URL('../../../assets/photos/chelsea.jpg', import.meta.url));
  const cut = join(folder, 'cut.jpg');
  writeFileSync(cut, whole.subarray(0, 5000));
  await expect(loadPhotos(cut)).rejects.toThrow(/cut.jpg is not a readable image: [^\n]+$/);
  const text = join(folder, 'text.png');
  writeFileSync(text, 'no picture');
  await expect(loadPhotos(text)).rejects.toThrow(/text.png is not a readable image: [^\n]+$/);
});

const CALIBRATION: Calibration = {
  schema: 'fastvit-bench/calibration@1',
  machine: thisMachine(),
  trials: 40,
  level: 0.05,
  falseAlarms: 0.05,
  falseAlarmInterval: [0.006, 0.17],
  noiseFloor: 0.07,
  spread: 0.03,
  budgetSeconds: 6,
  detectableSlowdown: null,
  detections: [],
  sequential: {
    trials: 40,
    falseAlarms: 0.4,
    falseAlarmInterval: [0.25, 0.57],
    spread: 0.1,
    method: 'sample',
  },
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 480,
};
