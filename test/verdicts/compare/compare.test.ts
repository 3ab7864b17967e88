import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LatencyRecord, readRun } from '../../../src/results/index.ts';
import { normalDraw, seededRandom, studentQuantile } from '../../../src/stats/index.ts';
import {
  anchorRatio,
  badgeOf,
  compareRuns,
  exitCodeOf,
  statusOf,
} from '../../../src/verdicts/compare/index.ts';
import { fromInterval, pValue, quotient } from '../../../src/verdicts/compare/ratio.ts';
import { runCli } from '../../cli/cli.ts';
import { sampleLatency, sampleRun } from '../../results/samples.ts';
import { anchored, writtenRun } from './runs.ts';

/** Nothing is known beyond the runs' own intervals. */
const EXACT = { between: 0 };

async function verdictOf(base: Parameters<typeof anchored>, head: Parameters<typeof anchored>) {
  const comparison = await compareRuns(
    writtenRun('base', [anchored(...base)]),
    writtenRun('head', [anchored(...head)]),
    EXACT,
  );
  return comparison.verdicts[0]!;
}

test.each([
  ['regressed', 1.1, 0.005],
  ['improved', 1 / 1.1, 0.005],
  ['equivalent', 1.02, 0.005],
  ['equivalent', 1, 0.02],
  // Real, but too small to matter: the whole interval is within the margin.
  ['equivalent', 1.03, 0.005],
  // It may be either.
  ['unresolved', 1.05, 0.06],
  ['unresolved', 1.1, 0.15],
  ['unresolved', 1.045, 0.005],
] as const)('%s: %f times the anchor ratio, known to %f', async (verdict, ratio, width) => {
  expect(await verdictOf(['m', 2, width], ['m', 2 * ratio, width])).toMatchObject({
    verdict,
    metric: 'latency',
  });
});

test('ratios to the anchor are compared, so milliseconds may differ between days', async () => {
  const base = writtenRun('base', [anchored('m', 2, 0.005)]);
  const slowDay = anchored('m', 2, 0.005);
  slowDay.summary.median = { ...slowDay.summary.median, value: 90, low: 89, high: 91 };
  const { verdicts } = await compareRuns(base, writtenRun('head', [slowDay]), EXACT);
  expect(verdicts[0]).toMatchObject({ verdict: 'equivalent', ratio: { value: 1 } });
});

test.each([
  [
    'CPU Test CPU, now Other CPU',
    { cpu: { model: 'Other CPU', logicalCores: 4, available: 4, architecture: 'x64' } },
  ],
  [
    'onnxruntime-node 1.30.0, now 1.31.0',
    { versions: { node: '20.19.0', 'fastvit-bench': '0.1.0', 'onnxruntime-node': '1.31.0' } },
  ],
])('another machine or version is a different series: %s', async (difference, change) => {
  const { environment } = sampleRun();
  const base = writtenRun('base', [anchored('m', 2, 0.005)]);
  const head = writtenRun('head', [anchored('m', 3, 0.005)], { environment: { ...environment, ...change } });
  const comparison = await compareRuns(base, head, EXACT);
  expect(comparison.verdicts).toMatchObject([
    { verdict: 'incomparable', note: `different series: ${difference}` },
  ]);
  // Nothing was compared, so nothing is known to be unchanged.
  expect([statusOf(comparison), exitCodeOf(comparison)]).toEqual(['no evidence', 1]);
  expect(badgeOf(comparison)).toMatchObject({ message: 'no evidence', color: 'orange' });
});

test('a changed model file is reported, its costs are exact changes, and its latency is still compared', async () => {
  const cost = { parameters: 120, macs: 1200, activationBytes: 10, weightBytes: 480 };
  const head = anchored('m', 2.4, 0.005, {
    modelDigest: 'def',
    cost,
    exact: { nodes: 55, outputDigest: 'bbbb' },
  });
  const comparison = await compareRuns(
    writtenRun('base', [anchored('m', 2, 0.005)]),
    writtenRun('head', [head]),
    EXACT,
  );
  expect(comparison.verdicts).toMatchObject([
    { verdict: 'regressed', note: 'the model file changed (abc, now def)' },
  ]);
  expect(comparison.exactChanges.map(({ metric, base, head }) => [metric, base, head])).toEqual([
    ['model', 'abc', 'def'],
    ['parameters', 100, 120],
    ['macs', 1000, 1200],
    ['nodes', 50, 55],
    ['output', 'aaaa', 'bbbb'],
  ]);
});

test('a changed output of the same file is reported, but not between machines', async () => {
  const changed = anchored('m', 2, 0.005, { exact: { nodes: 50, outputDigest: 'bbbb' } });
  const base = writtenRun('base', [anchored('m', 2, 0.005)]);
  const { exactChanges } = await compareRuns(base, writtenRun('head', [changed]), EXACT);
  expect(exactChanges.map(({ metric }) => metric)).toEqual(['output']);
  const { environment } = sampleRun();
  const elsewhere = { environment: { ...environment, cpu: { ...environment.cpu, model: 'Other' } } };
  expect((await compareRuns(base, writtenRun('head', [changed], elsewhere), EXACT)).exactChanges).toEqual([]);
});

test('each cell that cannot be compared has a reason', async () => {
  const { anchor: _, ...without } = anchored('b', 2, 0.005);
  const base = writtenRun('base', [
    anchored('a', 2, 0.005),
    anchored('b', 2, 0.005),
    anchored('c', 2, 0.005),
  ]);
  const head = writtenRun('head', [
    without,
    anchored('c', 2, 0.005, { options: { spinning: 'on' } }),
    anchored('d', 2, 0.005),
  ]);
  const { verdicts } = await compareRuns(base, head, EXACT);
  expect(verdicts.map(({ cell, verdict, note }) => [cell.split('/')[0], verdict, note])).toEqual([
    [
      'b',
      'incomparable',
      'separate runs are compared through the anchor, which one of them did not measure (sampling.anchor)',
    ],
    ['c', 'incomparable', 'different series: measured with different options (spinning)'],
    ['d', 'incomparable', 'not measured in base'],
    ['a', 'incomparable', 'not measured in head'],
  ]);
});

test('a run on a noisy machine does not prove a regression', async () => {
  const verdict = await verdictOf(['m', 2, 0.005], ['m', 2.4, 0.005, { noisy: true }]);
  expect(verdict).toMatchObject({
    verdict: 'unresolved',
    note: 'the machine was noisy in head; measure again',
  });
});

test('a significant difference of one cell is chance among two hundred', async () => {
  // p of about 0.002 for one cell: enough alone, not among many.
  const cells = (first: number) =>
    Array.from({ length: 200 }, (_, at) => anchored(`m${at}`, at === 0 ? first : 2, 0.035));
  const alone = await compareRuns(
    writtenRun('base', cells(2).slice(0, 1)),
    writtenRun('head', cells(2.19).slice(0, 1)),
    EXACT,
  );
  const many = await compareRuns(writtenRun('base', cells(2)), writtenRun('head', cells(2.19)), EXACT);
  expect([alone.counts.regressed, many.counts.regressed]).toEqual([1, 0]);
});

test('A/A comparisons without a margin raise alarms at about the nominal rate', async () => {
  const random = seededRandom('a/a');
  const spread = 0.01;
  const freedom = 7;
  // Eight blocks each: the estimate scatters by spread/√8, and each run estimates its own spread.
  const draw = () => {
    const logs = Array.from({ length: 8 }, () => spread * normalDraw(random));
    const mean = logs.reduce((sum, value) => sum + value, 0) / 8;
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7;
    return { log: mean, error: Math.sqrt(variance / 8), freedom };
  };
  const trials = 20_000;
  let alarms = 0;
  for (let at = 0; at < trials; at++)
    if (pValue(quotient(draw(), draw(), { sd: 0, freedom: Number.POSITIVE_INFINITY })) <= 0.01) alarms++;
  expect(alarms / trials).toBeGreaterThan(0.006);
  expect(alarms / trials).toBeLessThan(0.013);
});

test('a standard error is recovered from its interval', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
      fc.integer({ min: 1, max: 60 }),
      (log, error, freedom) => {
        const half = studentQuantile(0.975, freedom) * error;
        const [value, low, high] = [log, log - half, log + half].map(Math.exp) as [number, number, number];
        const back = fromInterval({ value, low, high, level: 0.95, method: '' }, freedom);
        expect(back.log).toBeCloseTo(log, 9);
        expect(back.error / error).toBeCloseTo(1, 6);
      },
    ),
  );
});

test('the command: table, JSON, files, exit codes, verdicts for the report', async () => {
  const base = writtenRun('base', [anchored('a', 2, 0.005), anchored('b', 2, 0.005)]);
  const head = writtenRun('head', [anchored('a', 2.4, 0.005), anchored('b', 2, 0.005)]);
  const files = ['comment.md', 'benchmark.json', 'badge.json'].map((name) => join(base.folder, name));
  const [markdown, benchmark, badge] = files as [string, string, string];
  const outputs = ['--markdown', markdown, '--benchmark', benchmark, '--badge', badge, '--save'];
  const table = await runCli(['compare', base.folder, head.folder, '--between', '0.5%', ...outputs]);
  expect(table.code).toBe(1);
  expect(table.stdout).toMatch(/^head compared with base: 1 regressed, 1 equivalent\n/);
  expect(table.stdout).toMatch(
    /^regressed +a\/inference\/onnxruntime-cpu\/256x256\/b1\/t1 +latency +20\.0 % slower \[18\./m,
  );
  expect(readFileSync(markdown, 'utf8')).toMatch(
    /^<!-- fastvit-bench -->\n\n### fastvit-bench: 1 regressed, 1 equivalent\n/,
  );
  expect(JSON.parse(readFileSync(benchmark, 'utf8'))[0]).toEqual({
    name: 'a/inference/onnxruntime-cpu/256x256/b1/t1',
    unit: 'ms',
    value: 2.4,
    range: '± 0.048',
    extra: '2.4000 times the anchor',
  });
  expect(JSON.parse(readFileSync(badge, 'utf8'))).toEqual({
    schemaVersion: 1,
    label: 'fastvit-bench',
    message: '1 regressed',
    color: 'red',
  });
  expect(readRun(head.folder).records.filter(({ type }) => type === 'verdict')).toHaveLength(2);

  const same = await runCli(['compare', base.folder, base.folder, '--json']);
  expect(same.code).toBe(0);
  expect(JSON.parse(same.stdout)).toMatchObject({
    exitCode: 0,
    counts: { regressed: 0, equivalent: 0, unresolved: 2 },
  });
  expect(same.stderr).toContain(
    'warning: 2 cells are undecided: the runs of this machine differ too much for the margin\n',
  );
  expect((await runCli(['compare', base.folder, base.folder, '--strict'])).code).toBe(1);
});

test('a failed cell gives exit code 1, a folder without a run 2', async () => {
  const base = writtenRun('base', [anchored('a', 2, 0.005)]);
  const { cell } = anchored('a', 2, 0.005);
  const failed = writtenRun('head', [{ type: 'failed', cell, reason: 'killed', startedAt: '' }]);
  const result = await runCli(['compare', base.folder, failed.folder]);
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('failed: a/inference/onnxruntime-cpu/256x256/b1/t1: killed\n');
  const none = await runCli(['compare', base.folder, join(base.folder, 'nothing')]);
  expect([none.code, none.stderr]).toEqual([
    2,
    `fastvit-bench: ${join(base.folder, 'nothing')}: no such run folder\n`,
  ]);
  const mistake = await runCli(['compare', base.folder, base.folder, '--margin', 'much']);
  expect(mistake.code).toBe(2);
});

test('merged runs are compared machine by machine, in any order', async () => {
  const { environment } = sampleRun();
  const fast = { ...environment, cpu: { ...environment.cpu, model: 'Fast CPU' } };
  const slow = { ...environment, cpu: { ...environment.cpu, model: 'Slow CPU' } };
  const merged = (id: string, ratios: { fast: number; slow: number }, order: ('fast' | 'slow')[]) =>
    writtenRun(
      id,
      order.map((name) => anchored('m', ratios[name], 0.005, { machine: name })),
      { environment: order[0] === 'fast' ? fast : slow, machines: { fast, slow } },
    );
  const base = merged('base', { fast: 2, slow: 4 }, ['slow', 'fast']);
  const head = merged('head', { fast: 2.2, slow: 4 }, ['fast', 'slow']);
  const { verdicts } = await compareRuns(base, head, EXACT);
  expect(verdicts).toMatchObject([
    { verdict: 'regressed', cell: expect.stringMatching(/ on Fast CPU, 4 cores \(\w{6}\)$/) },
    { verdict: 'equivalent', cell: expect.stringMatching(/ on Slow CPU, 4 cores \(\w{6}\)$/) },
  ]);
  // A machine that the base run lacks has no partner.
  const alone = writtenRun('alone', [anchored('m', 4, 0.005)], { environment: slow });
  expect((await compareRuns(alone, head, EXACT)).verdicts).toMatchObject([
    { verdict: 'incomparable', note: expect.stringContaining('CPU Slow CPU, now Fast CPU') },
    { verdict: 'equivalent' },
  ]);
});

test('an anchor that failed late counts only the blocks that have it', () => {
  const anchor = { value: 2, low: 1.9, high: 2.1, level: 0.95, method: 'm' };
  const blocks = Array.from({ length: 8 }, () => [1, 1]);
  const freedom = (change: { blocks?: number }) =>
    anchorRatio(sampleLatency({}, 1, { blocks, anchor: { ...anchor, ...change } }))!.freedom;
  expect(freedom({})).toBe(7);
  expect(freedom({ blocks: 3 })).toBe(2);
});

test.each([
  ['quiet by CPU time', false, 'regressed'],
  ['noisy by CPU time', true, 'unresolved'],
])(
  'a ratio of CPU time on a machine that is noisy by the clock and %s: %s, %s',
  async (_, noisyCpu, verdict) => {
    const timed = (value: number) => {
      const { anchor, ...rest } = anchored('m', value, 0.005, { noisy: true, noisyCpu });
      return { ...rest, anchor: { ...anchor!, time: 'cpu' as const, wall: anchor! } };
    };
    const { verdicts } = await compareRuns(
      writtenRun('base', [timed(2)]),
      writtenRun('head', [timed(2.4)]),
      EXACT,
    );
    expect(verdicts[0]!.verdict).toBe(verdict);
  },
);

test('runs are compared by CPU time if both ratios rest on it, else by wall time', async () => {
  const estimate = (value: number) => ({
    value,
    low: value / 1.005,
    high: value * 1.005,
    level: 0.95,
    method: 'anchor',
  });
  const timed = (cpu: number, wall: number) =>
    anchored('m', 2, 0.005, { anchor: { ...estimate(cpu), time: 'cpu', wall: estimate(wall) } });
  const compared = async (base: LatencyRecord, head: LatencyRecord) =>
    (await compareRuns(writtenRun('base', [base]), writtenRun('head', [head]), EXACT)).verdicts[0]!.ratio!;
  const both = await compared(timed(2, 2.2), timed(2.4, 2.3));
  expect(both.value).toBeCloseTo(1.2, 6);
  expect(both.method).toContain('; CPU time');
  // A run of 0.1.0 does not name the time.
  const old = await compared(anchored('m', 2, 0.005), timed(2.4, 2.3));
  expect(old.value).toBeCloseTo(1.15, 6);
  expect(old.method).toContain('; wall time');
});
