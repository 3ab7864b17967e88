import { expect, test } from 'vitest';
import { normalDraw, seededRandom } from '../../../src/stats/index.ts';
import { watch } from '../../../src/verdicts/history/changes.ts';
import { machineDrifts, stateOf } from '../../../src/verdicts/history/index.ts';
import { addNight, judgeNight, newMachine, WATCH_DEFAULTS } from '../../../src/verdicts/history/machine.ts';
import { type Night, nightsOf } from '../../../src/verdicts/history/nights.ts';
import { sampleHeader, samplePoint } from './samples.ts';
import { falseNights, power } from './trials.ts';

/** Nights of given levels with normal noise; those in `confirmed` were measured again. */
function nights(
  levels: readonly number[],
  spread = 0.01,
  confirmed: readonly number[] = [],
  seed = 'n',
): Night[] {
  const random = seededRandom(seed);
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
const changesOf = (own: readonly Night[]) => watch([own])[0]!.changes;
const looksChanged = (own: readonly Night[]) => watch([own])[0]!.looksChanged;

test('a slowdown is reported with night and commit once it is confirmed and seen in two nights', () => {
  const levels = [...flat(20), ...flat(3, 2.3)];
  const [change, ...others] = changesOf(nights(levels, 0.01, [20]));
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    kind: 'step',
    verdict: 'regressed',
    nights: 3,
    night: { run: 'night-20', commit: 'c20' },
    last: { run: 'night-19' },
  });
  expect(change!.ratio).toBeCloseTo(1.15, 1);
  expect(change!.onceIn).toBeGreaterThan(1000);
  expect(changesOf(nights(levels, 0.01))).toMatchObject([{ verdict: 'suspected' }]);
});

test('what is called stays as it is, whatever the nights after it show', () => {
  const levels = [...flat(20), ...flat(12, 2.3)];
  const all = nights(levels, 0.01, [20]);
  const shownBy = changesOf(all)[0]!.shownBy;
  expect(shownBy).toMatch(/^night-2[1-3]$/);
  for (let count = 24; count <= all.length; count++)
    expect(changesOf(all.slice(0, count))).toMatchObject([{ shownBy, night: { run: 'night-20' } }]);
});

test('faster is improved, less than the margin is shifted, and two changes are separate', () => {
  expect(changesOf(nights([...flat(20), ...flat(5, 1.7)], 0.01, [20]))).toMatchObject([
    { verdict: 'improved' },
  ]);
  expect(changesOf(nights([...flat(60), ...flat(40, 2.03)], 0.002, [62]))).toMatchObject([
    { verdict: 'shifted' },
  ]);
  const twice = changesOf(nights([...flat(20), ...flat(20, 2.3), ...flat(20)], 0.01, [20, 40]));
  expect(twice.map(({ verdict, night }) => [verdict, night.run])).toEqual([
    ['regressed', 'night-20'],
    ['improved', 'night-40'],
  ]);
});

test('a cell that becomes slower bit by bit creeps; a step is none', () => {
  const creeping = [
    ...flat(60),
    ...Array.from({ length: 60 }, (_, at) => 2 * (1 + at / 600)),
    ...flat(30, 2.2),
  ];
  const others = Array.from({ length: 9 }, (_, at) => nights(flat(150), 0.01, [], `other ${at}`));
  const [own, ...rest] = watch([nights(creeping, 0.01), ...others]);
  expect(own!.changes).toMatchObject([{ kind: 'creep', verdict: 'regressed' }]);
  expect(rest.flatMap(({ changes }) => changes)).toEqual([]);
});

test('a drift that all cells share is none of one of them', () => {
  const wave = (at: number) => Math.exp(0.05 * Math.sin((2 * Math.PI * at) / 90));
  const series = Array.from({ length: 12 }, (_, cell) =>
    nights(
      Array.from({ length: 180 }, (_, at) => 2 * wave(at)),
      0.01,
      [],
      `cell ${cell}`,
    ),
  );
  expect(watch(series).flatMap(({ changes }) => changes)).toEqual([]);
});

/** Four cells of a machine; from night 30 on, they and the anchor need this many times as long. */
function stepped(cell: number, anchor: number) {
  return Array.from({ length: 4 }, (_, at) => {
    const random = seededRandom(`stepped ${at}`);
    const points = Array.from({ length: 36 }, (_, night) => {
      const changed = night >= 30;
      const anchorMs =
        10 * (changed ? anchor : 1) * Math.exp(0.005 * normalDraw(seededRandom(`anchor ${night}`)));
      const value = 2 * (changed ? cell / anchor : 1) * Math.exp(0.005 * normalDraw(random));
      const point = samplePoint(night, { value, anchorMs });
      return night === 30 ? [point, { ...point, run: 'again', confirms: point.run }] : [point];
    });
    return { path: '', header: sampleHeader({ series: `m${at}` }), points: points.flat(), problems: [] };
  });
}

test('a slower machine is a drift, a faster anchor too, and slower cells are regressions', () => {
  const found = (cell: number, anchor: number) => {
    const series = stepped(cell, anchor);
    const changes = stateOf(series).flatMap((state) =>
      state.changes.map(({ kind, verdict }) => `${kind} ${verdict}`),
    );
    return {
      changes: [...new Set(changes)],
      drifts: machineDrifts(series).map(({ change }) => change.night.run),
    };
  };
  expect(found(1.1, 1.1)).toEqual({ changes: [], drifts: ['night-30'] });
  expect(found(1, 0.9)).toEqual({ changes: ['drift shifted'], drifts: ['night-30'] });
  expect(found(1.1, 1)).toEqual({ changes: ['step regressed'], drifts: [] });
});

test('too few nights before a change do not establish a level', () => {
  expect(changesOf(nights([...flat(2), ...flat(5, 3)], 0.01, [2]))).toEqual([]);
});

test('one deviating night is a possible change, an ordinary one is not', () => {
  expect(looksChanged(nights([...flat(20), 2.4]))).toBe(true);
  expect(looksChanged(nights([...flat(20), 1.6]))).toBe(true);
  expect(looksChanged(nights(flat(21)))).toBe(false);
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

test('no false night in simulated nights (npm run bench -- nights has 1,000 nights of 200 cells and more of their kinds)', () => {
  for (const weather of [
    { memory: 0.5 },
    { seasons: [{ amplitude: 0.05, days: 7, of: 1 }] },
    { seasons: [{ amplitude: 0.05, days: 90, of: 1 }] },
  ]) {
    const { alarms, measured } = falseNights({ nights: 80, cells: 16, seed: 'test' }, weather);
    expect([alarms, measured]).toEqual([0, 80]);
  }
});

test('simulated steps of 5 % are called within ten nights, with their night', () => {
  const { trials, within10, near } = power(
    { histories: 3, cells: 50, seed: 'test' },
    { size: 0.05, over: 1 },
    {},
  );
  expect(trials).toBe(6);
  expect(within10).toBeGreaterThanOrEqual(5);
  expect(near).toBeGreaterThanOrEqual(5);
});

test('a night on which no cell counts says nothing', () => {
  const machine = newMachine(2);
  for (let day = 0; day < 70; day++) addNight(machine, day, [0, 0.001 * (day % 3)], []);
  expect(judgeNight(machine, 70, [undefined, undefined], WATCH_DEFAULTS)).toEqual([]);
});
