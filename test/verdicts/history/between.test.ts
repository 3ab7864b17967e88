import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { normalDraw, seededRandom } from '../../../src/stats/index.ts';
import { betweenNights, nightsNeeded } from '../../../src/verdicts/history/index.ts';
import { runCli } from '../../cli/cli.ts';
import { anchored, writtenRun } from '../compare/runs.ts';
import { sampleHeader, samplePoint } from './samples.ts';

const ENVIRONMENT = sampleHeader().environment;

/** Series of one machine whose runs differ by `sd`, beyond an error of 0.5 % within each. */
function series(cells: number, nights: number, sd: number) {
  return Array.from({ length: cells }, (_, cell) => {
    const random = seededRandom(`${cell}`);
    const points = Array.from({ length: nights }, (_, night) =>
      samplePoint(night, { value: 2 * Math.exp(Math.hypot(sd, 0.005) * normalDraw(random)), error: 0.005 }),
    );
    return { path: '', header: sampleHeader({ series: `m${cell}` }), points, problems: [] };
  });
}

test('without nights the assumption of 2 % holds, and many nights replace it', () => {
  expect(betweenNights([], ENVIRONMENT, 1)).toMatchObject({ sd: 0.02, nights: 0 });
  const few = betweenNights(series(20, 4, 0.01), ENVIRONMENT, 1);
  const many = betweenNights(series(20, 60, 0.01), ENVIRONMENT, 1);
  expect([few.nights, many.nights, many.freedom]).toEqual([4, 60, 63]);
  expect(few.sd).toBeGreaterThan(0.014);
  expect(few.sd).toBeLessThan(0.02);
  expect(many.sd).toBeGreaterThan(0.0095);
  expect(many.sd).toBeLessThan(0.0125);
});

test('a noisy machine is found to be one; other machines and the compared runs do not count', () => {
  expect(betweenNights(series(20, 30, 0.04), ENVIRONMENT, 1).sd).toBeGreaterThan(0.034);
  expect(betweenNights(series(20, 30, 0.04), [['CPU', 'Other']], 1).nights).toBe(0);
  const left = ['night-0', 'night-1'];
  expect(betweenNights(series(20, 30, 0.04), ENVIRONMENT, 1, left).nights).toBe(28);
});

test('a cell that changed hardly counts', () => {
  const all = series(20, 30, 0.01);
  const stepped = {
    ...all[0]!,
    points: all[0]!.points.map((point, night) => ({ ...point, value: point.value * (night < 15 ? 1 : 1.5) })),
  };
  expect(betweenNights([stepped, ...all.slice(1)], ENVIRONMENT, 3).sd).toBeLessThan(0.015);
});

test('the number of nights that meets a margin is named, or that none does', () => {
  const margin = Math.log1p(0.05);
  const needed = nightsNeeded({ sd: 0.02, nights: 0 }, margin)!;
  expect(needed).toBeGreaterThan(5);
  expect(needed).toBeLessThan(40);
  expect(nightsNeeded({ sd: 0.04, nights: 30 }, margin)).toBeUndefined();
});

test('compare can call cells equivalent once a machine is known, so --strict can pass', async () => {
  const root = mkdtempSync(join(tmpdir(), 'root-'));
  const random = seededRandom('nights');
  const night = (at: number) =>
    writtenRun(
      `night-${at}`,
      ['a', 'b', 'c'].map((model) => anchored(model, 2 * Math.exp(0.008 * normalDraw(random)), 0.005)),
      { startedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString() },
    ).folder;
  const [before, after] = [night(30), night(31)];
  const unknown = await runCli(['compare', before, after, '--root', root, '--strict']);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(
    /warning: no cell can be equivalent within 5 %: if runs of this machine differ by 2\.0 % \(standard deviation, assumed, no nights are recorded\), every interval is wider than ±5\.7 %; record \d+ more runs of it \(run --record\), compare with --live, or use --margin 7%\n/,
  );
  for (let at = 0; at < 24; at++) await runCli(['history', join(root, 'history'), '--add', night(at)]);
  const known = await runCli(['compare', before, after, '--root', root, '--strict']);
  expect(known.stdout).toMatch(/^after|^night-31 compared with night-30: 3 equivalent\n/);
  expect(known.stdout).toMatch(
    /the probability of any false alarm is 1 %, if runs of this machine differ by [01]\.\d % \(standard deviation, from 24 nights\)\n/,
  );
  expect(known.code).toBe(0);
  const given = await runCli(['compare', before, after, '--root', root, '--between', '3%', '--json']);
  expect(JSON.parse(given.stdout).between).toEqual({ sd: 0.03, narrowest: expect.closeTo(0.083, 2) });
});
