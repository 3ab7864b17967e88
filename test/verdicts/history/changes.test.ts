import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalDraw, seededRandom } from '../../../src/stats/index.ts';
import { changesOf, looksChanged } from '../../../src/verdicts/history/changes.ts';
import { bestSplit } from '../../../src/verdicts/history/energy.ts';
import { type Night, nightsOf } from '../../../src/verdicts/history/nights.ts';
import { samplePoint } from './samples.ts';
import { WEATHER } from './simulate.ts';
import { falseNights, namedSlowdowns } from './trials.ts';

/** Nights of given levels with normal noise; those in `confirmed` were measured again. */
function nights(levels: readonly number[], spread = 0.01, confirmed: readonly number[] = []): Night[] {
  const random = seededRandom('nights');
  return levels.map((level, at) => ({
    at: samplePoint(at).at,
    run: `night-${at}`,
    commit: `c${at}`,
    log: Math.log(level) + spread * normalDraw(random),
    error: spread / 4,
    confirmed: confirmed.includes(at),
  }));
}

const flat = (count: number, level = 2) => new Array<number>(count).fill(level);

test('the best split is the one with the largest energy distance, by its definition', () => {
  const energy = (values: readonly number[], split: number) => {
    const [x, y] = [values.slice(0, split), values.slice(split)];
    const sum = (a: readonly number[], b: readonly number[]) =>
      a.reduce((all, u) => all + b.reduce((own, v) => own + Math.abs(u - v), 0), 0);
    const [m, n] = [x.length, y.length];
    const within = (a: readonly number[]) => sum(a, a) / (a.length * (a.length - 1));
    return ((m * n) / (m + n)) * ((2 * sum(x, y)) / (m * n) - within(x) - within(y));
  };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 4, maxLength: 30 }), (values) => {
      const best = bestSplit(values)!;
      const highest = Math.max(
        ...Array.from({ length: values.length - 3 }, (_, at) => energy(values, at + 2)),
      );
      expect(energy(values, best)).toBeCloseTo(highest, 6);
    }),
  );
  expect(bestSplit([1, 1, 1])).toBeUndefined();
  expect(bestSplit([1, 1, 1, 5, 5, 5])).toBe(3);
});

test('a slowdown is reported with night and commit once it is confirmed and seen in two nights', () => {
  const levels = [...flat(20), ...flat(2, 2.2)];
  const [change, ...others] = changesOf(nights(levels, 0.01, [20]));
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    verdict: 'regressed',
    nights: 2,
    night: { run: 'night-20', commit: 'c20' },
    last: { run: 'night-19' },
  });
  expect(change!.ratio).toBeCloseTo(1.1, 1);
  expect(changesOf(nights(levels, 0.01))).toMatchObject([{ verdict: 'suspected' }]);
});

test('faster is improved, less than the margin is shifted, and two changes are separate', () => {
  expect(changesOf(nights([...flat(20), ...flat(5, 1.8)], 0.01, [20]))).toMatchObject([
    { verdict: 'improved' },
  ]);
  expect(changesOf(nights([...flat(20), ...flat(20, 2.06)], 0.005))).toMatchObject([{ verdict: 'shifted' }]);
  const twice = changesOf(nights([...flat(15), ...flat(15, 2.3), ...flat(15)], 0.01, [15, 30]));
  expect(twice.map(({ verdict, night }) => [verdict, night.run])).toEqual([
    ['regressed', 'night-15'],
    ['improved', 'night-30'],
  ]);
});

test('deterministic: the same nights give the same changes', () => {
  const levels = nights([...flat(15), ...flat(15, 2.3)], 0.05, [15]);
  expect(changesOf(levels)).toEqual(changesOf([...levels]));
});

test('too few nights before a change do not establish a level', () => {
  expect(changesOf(nights([...flat(5), ...flat(5, 3)], 0.01, [5]))).toEqual([]);
});

test('one deviating night is a possible change, an ordinary one is not', () => {
  expect(looksChanged(nights([...flat(12), 2.3]))).toBe(true);
  expect(looksChanged(nights([...flat(12), 1.7]))).toBe(true);
  expect(looksChanged(nights(flat(13)))).toBe(false);
  expect(looksChanged(nights([...flat(12), 2.3, 2.3]))).toBe(true);
  expect(looksChanged(nights([2, 2.3]))).toBe(false);
});

test('a confirmation replaces the value that triggered it; noisy nights without one are left out', () => {
  const points = [
    samplePoint(0),
    samplePoint(1, { value: 3 }),
    samplePoint(1, { run: 'again', value: 2.1, confirms: 'night-1' }),
    samplePoint(2, { value: 5, noisy: true }),
  ];
  const made = nightsOf(points);
  expect(made.map(({ run, log, confirmed }) => [run, Math.exp(log).toFixed(2), confirmed])).toEqual([
    ['night-0', '2.00', false],
    ['night-1', '2.10', true],
  ]);
});

test('no false alarm in simulated nights without a change (npm run bench -- detector has 1,000 nights of 200 cells)', () => {
  const { alarms, measured, suspected } = falseNights({ nights: 70, cells: 25, seed: 'test' }, WEATHER);
  expect(measured).toBeGreaterThan(60);
  expect(suspected).toBeGreaterThan(0);
  expect(alarms).toBe(0);
});

test('simulated slowdowns of 10 % are detected within three nights, with the correct night', () => {
  const { named, withNight } = namedSlowdowns(
    { trials: 20, cells: 4, family: 200, slowdown: 0.1, within: 3, seed: 'test' },
    WEATHER,
  );
  expect(named).toBeGreaterThanOrEqual(18);
  expect(withNight).toBeGreaterThanOrEqual(17);
});
