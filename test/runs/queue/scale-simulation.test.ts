import { expect, test } from 'vitest';
import { type Cluster, simulate } from '../../bench/scale-simulation.ts';

const ideal: Cluster = {
  workers: 4,
  units: 40,
  unitSeconds: [3],
  startSeconds: 0,
  hoursBetweenDeaths: Number.POSITIVE_INFINITY,
  lockSeconds: 30,
  failures: 0,
  redisSeconds: 0,
  collectSeconds: 0,
  seed: 'test',
};

test('without costs and failures, workers are always busy', () => {
  expect(simulate(ideal)).toMatchObject({ seconds: 30, efficiency: 1, deaths: 0, repeated: 0, parked: 0 });
  // One more unit keeps one worker busy while three are idle.
  expect(simulate({ ...ideal, units: 41 })).toMatchObject({ seconds: 33, efficiency: (41 * 3) / (4 * 33) });
});

test('start-up time and a serial Redis and coordinator limit the gain from more workers', () => {
  expect(simulate({ ...ideal, startSeconds: 10 }).seconds).toBe(40);
  const crowded = simulate({ ...ideal, workers: 40, redisSeconds: 1 });
  expect(crowded.seconds).toBe(43);
  expect(simulate({ ...ideal, collectSeconds: 2 }).seconds).toBeGreaterThanOrEqual(80);
});

test('every unit is evaluated whatever dies, and a unit that always fails is parked', () => {
  const dying = simulate({ ...ideal, units: 400, hoursBetweenDeaths: 0.01 });
  expect(dying.deaths).toBeGreaterThan(5);
  expect(dying.efficiency).toBeLessThan(1);
  expect(dying.efficiency * dying.seconds * 4).toBeCloseTo(1200, 6);
  expect(simulate({ ...ideal, failures: 1.1 }).parked).toBe(40);
});
