import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockInterval,
  blockPValue,
  blockStandardError,
  confidenceSequence,
  endInterval,
  type Look,
  mean,
  normalDraw,
  seededRandom,
  studentInterval,
  type Uniform,
} from '../../src/stats/index.ts';

const SEQUENCE = 'sequence';
const METHODS = [endInterval, confidenceSequence];

const blocks = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 30 })
  .filter((values) => Math.max(...values) - Math.min(...values) > 1e-3);

/** Draws blocks whose neighbours correlate, with mean 0 and variance 1. */
function correlated(count: number, correlation: number, random: Uniform): number[] {
  const values = [normalDraw(random)];
  while (values.length < count)
    values.push(correlation * values.at(-1)! + Math.sqrt(1 - correlation ** 2) * normalDraw(random));
  return values;
}

describe('an interval over blocks', () => {
  test.each(METHODS)(
    'moves and scales with the blocks, and does not depend on their direction ($name)',
    (method) => {
      fc.assert(
        fc.property(blocks, fc.double({ min: -5, max: 5, noNaN: true }), (values, shift) => {
          const { low, high } = method(values, 0.95);
          const moved = method(
            values.map((value) => 3 * value + shift),
            0.95,
          );
          expect(moved.low).toBeCloseTo(3 * low + shift, 6);
          expect(moved.high).toBeCloseTo(3 * high + shift, 6);
          const mirrored = method(values.map((value) => -value).toReversed(), 0.95);
          expect(mirrored.low).toBeCloseTo(-high, 6);
          expect(mirrored.high).toBeCloseTo(-low, 6);
        }),
        { numRuns: 40 },
      );
    },
  );

  test('is as narrow as Student’s only where many blocks show that they are independent', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const ratios = [6, 200].map((count) => {
      const random = seededRandom(count);
      const trials = Array.from({ length: 20 }, () => correlated(count, 0, random));
      return mean(trials.map((values) => width(endInterval(values, 0.95)) / width(studentInterval(values))));
    });
    expect(ratios[0]).toBeGreaterThan(1.4);
    expect(ratios[1]).toBeLessThan(1.15);
  });

  test.each([
    { correlation: 0, count: 4 },
    { correlation: 0.4, count: 6 },
    { correlation: 0.5, count: 12 },
    { correlation: 0.5, count: 30 },
  ])('at an end covers the mean of $count blocks with correlation $correlation', ({ correlation, count }) => {
    const random = seededRandom(`end ${correlation} ${count}`);
    const trials = 300;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = endInterval(correlated(count, correlation, random), 0.95);
      if (low <= 0 && 0 <= high) covered++;
    }
    // 93 % less two standard errors; Student's interval is at 85 % or below with correlation.
    expect(covered / trials).toBeGreaterThan(0.9);
  });

  test('a measurement that looks after every block, and at two ends, keeps its error rate', () => {
    const trials = 200;
    for (const correlation of [0, 0.5]) {
      const random = seededRandom(`looks ${correlation}`);
      let wrong = 0;
      for (let trial = 0; trial < trials; trial++) {
        const values = correlated(40, correlation, random);
        const misses = (count: number, look: Look) => {
          const { low, high } = blockInterval(values.slice(0, count), 0.95, look);
          return low > 0 || high < 0;
        };
        const looks = Array.from({ length: 37 }, (_, at) => misses(at + 4, SEQUENCE));
        if (looks.includes(true) || misses(20, { end: 1 }) || misses(40, { end: 2 })) wrong++;
      }
      expect(wrong / trials).toBeLessThan(0.08);
    }
  });

  test('a sequence ends where the evidence against the mean reaches its threshold', () => {
    const values = [0.3, -0.2, 0.9, 0.4, 0.1, 0.6];
    const { low, high } = confidenceSequence(values, 0.9);
    for (const end of [low, high]) expect(integratedEvidence(values, end)).toBeCloseTo(10, 1);
    expect(integratedEvidence(values, mean(values))).toBeLessThan(1);
  });

  test('later ends, and looks in between, are wider than the first end', () => {
    const values = correlated(12, 0, seededRandom(3));
    const widths = [{ end: 1 }, { end: 2 }, { end: 3 }, SEQUENCE].map((look) => {
      const { low, high } = blockInterval(values, 0.95, look as Look);
      return high - low;
    });
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(new Set(widths).size).toBe(4);
  });

  test('excludes 0 exactly where the p-value is below 1 − level', () => {
    const looks = fc.constantFrom<Look>(SEQUENCE, { end: 1 }, { end: 2 });
    fc.assert(
      fc.property(blocks, looks, fc.constantFrom(0.9, 0.95, 0.99), (values, look, level) => {
        const p = blockPValue(values, look);
        fc.pre(Math.abs(p - (1 - level)) > 1e-6);
        const { low, high } = blockInterval(values, level, look);
        expect(low > 0 || high < 0).toBe(p < 1 - level);
      }),
    );
  });

  test('few blocks have no sequence yet, equal blocks no width, and one block no interval', () => {
    expect(confidenceSequence([1, 2, 3], 0.95)).toMatchObject({ value: 2, low: -Infinity, high: Infinity });
    expect(endInterval([1, 1, 1], 0.95)).toMatchObject({ value: 1, low: 1, high: 1 });
    expect(blockPValue([1, 1, 1], SEQUENCE)).toBe(0);
    expect(blockPValue([0, 0, 0], { end: 1 })).toBe(1);
    expect(() => endInterval([1], 0.95)).toThrow('needs two');
  });

  test('the standard error of independent blocks is a little over s / √n', () => {
    const values = correlated(400, 0, seededRandom(5));
    expect(blockStandardError(values) * Math.sqrt(400)).toBeGreaterThan(0.9);
    expect(blockStandardError(values) * Math.sqrt(400)).toBeLessThan(1.3);
  });
});

/**
 * The evidence by brute force: both likelihoods written as products of conditional normal densities, integrated over
 * the logarithm of the scale, the effect and the correlation on grids.
 */
function integratedEvidence(values: readonly number[], point: number): number {
  const correlations = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
  const likelihood = (centre: number, sd: number, correlation: number) =>
    values.reduce((product, value, at) => {
      const expected = at === 0 ? centre : centre + correlation * (values[at - 1]! - centre);
      const spread = at === 0 ? sd : sd * Math.sqrt(1 - correlation ** 2);
      return (product * Math.exp(-(((value - expected) / spread) ** 2) / 2)) / spread;
    }, 1);
  const scales = Array.from({ length: 160 }, (_, at) => Math.exp(-5 + at * 0.06));
  const step = 0.1;
  const effects = Array.from({ length: 241 }, (_, at) => (at - 120) * step);
  let hypothesis = 0;
  let alternative = 0;
  for (const correlation of correlations)
    for (const sd of scales) {
      hypothesis += likelihood(point, sd, correlation);
      for (const effect of effects) {
        const density = (Math.exp(-(effect ** 2) / 18) / Math.sqrt(18 * Math.PI)) * step;
        alternative += density * likelihood(point + effect * sd, sd, correlation);
      }
    }
  return alternative / hypothesis;
}
