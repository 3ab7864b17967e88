import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binomialCdf,
  blockMedian,
  bootstrap,
  boundedDifference,
  boundedMean,
  exactInterval,
  holm,
  independentDifference,
  mannWhitney,
  mcnemarExact,
  mean,
  median,
  medianAbsoluteDeviation,
  normalCdf,
  normalDraw,
  normalQuantile,
  pairedProportions,
  pairedRatio,
  quantile,
  relativeSpread,
  seededRandom,
  shuffled,
  studentCdf,
  studentQuantile,
  variance,
  wilson,
} from '../../src/stats/index.ts';

describe('quantiles', () => {
  test('interpolate as R and NumPy do', () => {
    expect(quantile([3, 1, 2, 4], 0.25)).toBe(1.75);
    expect(quantile([10], 0.99)).toBe(10);
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
  test('lie between the extremes and do not touch their input', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const before = [...values];
          const q = quantile(values, p);
          expect(values).toEqual(before);
          return q >= Math.min(...values) && q <= Math.max(...values);
        },
      ),
    );
  });
  test('refuse undefined cases', () => {
    expect(() => median([])).toThrow('no values');
    expect(() => quantile([1], 1.2)).toThrow('p must be in 0..1');
  });
});

test('spread is the unscaled median absolute deviation', () => {
  expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  expect(relativeSpread([1, 1, 2, 2, 4, 6, 9])).toBe(0.5);
  expect(mean([1, 2, 6])).toBe(3);
  expect(variance([1, 2, 6])).toBe(7);
});

describe('distributions agree with published tables', () => {
  test.each([
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.001, -3.090232306167813],
    [1e-9, -5.997807014898],
  ])('normal quantile at %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 9);
    expect(normalCdf(z)).toBeCloseTo(p, 12);
  });
  test.each([
    [0.975, 1, 12.706204736432095],
    [0.975, 4, 2.7764451051977987],
    [0.975, 10, 2.2281388519649385],
    [0.95, 30, 1.697260886593957],
    [0.995, 3, 5.840909309733355],
  ])('t quantile at %d with %d degrees of freedom', (p, df, t) => {
    expect(studentQuantile(p, df)).toBeCloseTo(t, 9);
    expect(studentQuantile(1 - p, df)).toBeCloseTo(-t, 9);
    expect(studentCdf(t, df)).toBeCloseTo(p, 11);
  });
  test('binomial sums', () => {
    expect(binomialCdf(2, 5, 0.5)).toBeCloseTo(0.5, 14);
    expect(binomialCdf(0, 20, 0.05)).toBeCloseTo(0.95 ** 20, 14);
    expect(binomialCdf(5, 5, 0.3)).toBe(1);
  });
});

describe('proportions', () => {
  test('Wilson: 15 of 148 (Newcombe 1998, table I)', () => {
    const { low, high } = wilson(15, 148);
    expect(low).toBeCloseTo(0.0624, 4);
    expect(high).toBeCloseTo(0.1605, 4);
    expect(wilson(0, 20).low).toBe(0);
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(wilson(20, 20).high).toBe(1);
  });
  test('Clopper–Pearson: 0 of 20 is 1 − 0.025^(1/20); 15 of 148 (Newcombe 1998)', () => {
    expect(exactInterval(0, 20).high).toBeCloseTo(1 - 0.025 ** (1 / 20), 12);
    expect(exactInterval(15, 148).low).toBeCloseTo(0.0578, 4);
    expect(exactInterval(15, 148).high).toBeCloseTo(0.1617, 4);
  });
  test('both contain the proportion and mirror each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (trials, drawn) => {
        const successes = drawn % (trials + 1);
        for (const interval of [wilson, exactInterval]) {
          const { value, low, high } = interval(successes, trials);
          const mirror = interval(trials - successes, trials);
          expect(low).toBeLessThanOrEqual(value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(value - 1e-12);
          expect(mirror.low).toBeCloseTo(1 - high, 9);
        }
      }),
    );
  });
  test('their difference: 56 of 70 and 48 of 80, 9 of 10 and 3 of 10 (Newcombe 1998b, table II, method 10)', () => {
    const first = independentDifference(wilson(56, 70), wilson(48, 80));
    expect([first.value, first.low, first.high]).toEqual(
      [0.2, 0.0524, 0.3339].map((end) => expect.closeTo(end, 4)),
    );
    const second = independentDifference(wilson(9, 10), wilson(3, 10));
    expect([second.low, second.high]).toEqual([0.1705, 0.809].map((end) => expect.closeTo(end, 4)));
  });
  test('refuse more successes than trials', () => {
    expect(() => wilson(3, 2)).toThrow('3 of 2');
  });
});

describe('tests', () => {
  test("McNemar's exact test by hand: 1 and 8 (Fagerland 2013: 0.0391), 2 and 8, none, equal", () => {
    expect(mcnemarExact(1, 8)).toBeCloseTo((2 * (1 + 9)) / 512, 14);
    expect(mcnemarExact(2, 8)).toBeCloseTo((2 * (1 + 10 + 45)) / 1024, 14);
    expect([mcnemarExact(0, 0), mcnemarExact(5, 5)]).toEqual([1, 1]);
  });
  test.each([
    [0, 7],
    [3, 4],
    [17, 40],
    [212, 260],
    [4890, 5110],
  ])("McNemar's exact test against whole numbers: %i and %i", (few, many) => {
    // Twice the sum of the binomial coefficients up to `few`, over 2^n; 2^60 keeps 18 digits in a quotient.
    let coefficient = 1n;
    let tail = 0n;
    for (let k = 0; k <= few; k++) {
      tail += coefficient;
      coefficient = (coefficient * BigInt(few + many - k)) / BigInt(k + 1);
    }
    const p = Math.min(1, Number((tail << 61n) >> BigInt(few + many)) / 2 ** 60);
    expect(mcnemarExact(few, many) / p).toBeCloseTo(1, 9);
    expect(mcnemarExact(many, few)).toBe(mcnemarExact(few, many));
  });
  test('Holm steps down and stays monotone', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
  test('Mann–Whitney: complete separation, ties, equality', () => {
    // The example of R's wilcox.test (permeability): W = 35; (35 − 25 − 1/2) / √(10·5·16/12) = 1.1635.
    const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const y = [1.15, 0.88, 0.9, 0.74, 1.21];
    expect(mannWhitney(x, y).u).toBe(35);
    expect(mannWhitney(x, y).p).toBeCloseTo(2 * normalCdf(-9.5 / Math.sqrt(800 / 12)), 12);
    expect(mannWhitney([1, 1, 1], [1, 1]).p).toBe(1);
    expect(mannWhitney([1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14, 15, 16]).superiority).toBe(0);
  });
  test('Mann–Whitney keeps its level on independent values', () => {
    const random = seededRandom('mann-whitney');
    const draw = () => Array.from({ length: 20 }, () => Math.exp(normalDraw(random)));
    const alarms = Array.from({ length: 1000 }, () => mannWhitney(draw(), draw()).p < 0.05).filter(
      Boolean,
    ).length;
    const { low, high } = exactInterval(alarms, 1000, 0.999);
    expect(low).toBeLessThan(0.05);
    expect(high).toBeGreaterThan(0.03);
  });
});

describe('random numbers', () => {
  test('the same seed gives the same stream, another seed another', () => {
    const draw = (seed: number | string) => {
      const random = seededRandom(seed);
      return Array.from({ length: 4 }, random);
    };
    expect(draw(1)).toEqual(draw('1'));
    expect(draw(1)).not.toEqual(draw(2));
    // From a second implementation of sfc32, in Python.
    expect(draw(1)).toEqual([
      0.7000070044305176, 0.18085832986980677, 0.5314381641801447, 0.7259845638182014,
    ]);
  });
  test('uniforms are flat (chi-square of 100 cells)', () => {
    const random = seededRandom('flat');
    const cells = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) cells[Math.floor(random() * 100)]!++;
    const chi = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeGreaterThan(55);
    expect(chi).toBeLessThan(160);
  });
  test('every order of three is equally likely', () => {
    const random = seededRandom('orders');
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});

describe('blocks', () => {
  const first = [
    [10, 12],
    [11, 13, 90],
  ];
  const second = [
    [5, 4],
    [10, 13, 30],
  ];
  test('a ratio is the geometric mean over blocks of the median ratio within rounds', () => {
    const within = [Math.sqrt((10 / 5) * (12 / 4)), 1.1];
    expect(pairedRatio(first, second).value).toBeCloseTo(Math.sqrt(within[0]! * within[1]!), 12);
    expect(() => pairedRatio(first, [[1, 2]])).toThrow('not paired: 2 blocks against 1');
    expect(() => pairedRatio(first, [[1, 2], [1]])).toThrow('block 1 has 3 rounds against 1');
  });
  test('scaling one of them scales the ratio and its interval', () => {
    const blocks = fc.array(
      fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }),
      { minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(blocks, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, factor) => {
        const scaled = values.map((rounds) => rounds.map((value) => value * factor));
        const { value, low, high } = pairedRatio(scaled, values);
        for (const end of [value, low, high]) expect(end).toBeCloseTo(factor, 6);
      }),
    );
  });
  test('a median is that of all rounds', () => {
    expect(blockMedian(first).value).toBeCloseTo(12, 12);
    expect(
      blockMedian([
        [1, 2],
        [3, 4],
      ]).value,
    ).toBeCloseTo(2.5, 12);
  });
});

describe('bootstrap', () => {
  test('covers the mean of 20 normal values at its level', () => {
    const n = 20;
    const random = seededRandom('cover-20');
    let covered = 0;
    const runs = 1000;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: n }, () => normalDraw(random));
      const { low, high } = bootstrap(values, mean, { random, resamples: 400 });
      if (low <= 0 && high >= 0) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.925);
    expect(covered / runs).toBeLessThan(0.975);
  });
  test('needs two items', () => {
    expect(() => bootstrap([1], mean, { random: seededRandom(0) })).toThrow('two items');
  });
});
test('the interval of a paired difference holds its level for few discordant images', () => {
  const random = seededRandom('paired');
  const [images, lost, won] = [1000, 0.01, 0.02];
  let covered = 0;
  const trials = 2000;
  for (let trial = 0; trial < trials; trial++) {
    let onlyBase = 0;
    let onlyHead = 0;
    for (let image = 0; image < images; image++) {
      const draw = random();
      if (draw < lost) onlyBase++;
      else if (draw < lost + won) onlyHead++;
    }
    const { low, high } = pairedProportions(images, onlyHead, onlyBase);
    if (low <= won - lost && won - lost <= high) covered++;
  }
  expect(covered / trials).toBeGreaterThan(0.935);
  expect(covered / trials).toBeLessThan(0.975);
});

test('a paired difference without discordant trials has a width, and swapping the sides turns its sign', () => {
  const { value, low, high } = pairedProportions(200, 0, 0);
  expect(value).toBe(0);
  // Agresti and Min by hand: 1.96 * sqrt(0.5 + 0.5) / 202.
  expect(high).toBeCloseTo(1.959964 / 202, 8);
  expect(low).toBe(-high);
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.nat(50), (first, second, both) => {
      const trials = first + second + both + 1;
      const [a, b] = [pairedProportions(trials, first, second), pairedProportions(trials, second, first)];
      expect(a.low).toBeCloseTo(-b.high, 12);
      expect(a.low).toBeLessThan(a.value + 1e-12);
      expect(a.high).toBeGreaterThan(a.value - 1e-12);
      expect(a.high).toBeGreaterThan(a.low);
    }),
  );
});

describe('means of bounded values', () => {
  test('of shares that are 0 or 1: Agresti and Coull by hand, 2 of 20', () => {
    const z = 1.959963984540054;
    const [n, p] = [20 + z * z, (2 + (z * z) / 2) / (20 + z * z)];
    const { value, low, high } = boundedMean([1, 1, ...new Array<number>(18).fill(0)], 1);
    expect(value).toBeCloseTo(0.1, 12);
    expect(high).toBeCloseTo(p + z * Math.sqrt((p * (1 - p)) / n), 12);
    expect(low).toBeCloseTo(p - z * Math.sqrt((p * (1 - p)) / n), 12);
  });
  test('of differences that are -1, 0 or 1: the interval of paired proportions', () => {
    const values = [...new Array<number>(3).fill(1), -1, ...new Array<number>(40).fill(0)];
    const [a, b] = [boundedDifference(values, 1), pairedProportions(44, 3, 1)];
    for (const end of ['value', 'low', 'high'] as const) expect(a[end]).toBeCloseTo(b[end], 12);
  });
  test('have a width if all values are equal, and contain the mean', () => {
    const none = boundedMean([0, 0, 0, 0], 1);
    expect([none.value, none.low]).toEqual([0, 0]);
    expect(none.high).toBeGreaterThan(0.4);
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 10, noNaN: true }), (shares, most) => {
        const share = boundedMean(
          shares.map((one) => one * most),
          most,
        );
        const difference = boundedDifference(
          shares.map((one) => (2 * one - 1) * most),
          most,
        );
        for (const { value, low, high } of [share, difference]) {
          expect(low).toBeLessThanOrEqual(value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(value - 1e-12);
          expect(high - low).toBeGreaterThan(0);
        }
      }),
    );
  });
});
