import { describe, expect, test } from 'vitest';
import { expectedCalibrationError } from '../../../src/accuracy/metrics/calibration.ts';
import { coverage, intervals } from './coverage.ts';

// `npm run bench -- intervals` simulates more situations, with 1,000 evaluations each.
const TRIALS = 300;

describe('the 95 % interval covers the truth in at least 93 % of simulated evaluations', () => {
  test.each(Object.keys(intervals))('of %s', (metric) => {
    const covered = [0.02, 0.3].flatMap((errors) =>
      [0.3, 0.9].map((shared) => coverage(metric, { errors, shared }, 60, TRIALS)),
    );
    expect(covered.reduce((sum, share) => sum + share, 0) / covered.length).toBeGreaterThan(0.93);
    // Of 300, with the noise of that.
    expect(Math.min(...covered)).toBeGreaterThan(0.9);
  });
});

test('an interval of the calibration error narrows with the images, and excludes 0 for an overconfident model', () => {
  const of = (images: number) =>
    expectedCalibrationError([{ count: images, correct: 0.7 * images, confidence: 0.8 * images }]);
  const [few, many] = [of(20), of(20_000)];
  expect([few.value, many.value]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)]);
  expect(few.low).toBe(0);
  expect(many.low).toBeGreaterThan(0.09);
  expect(many.high).toBeLessThan(0.11);
  // By hand for one bin: the smoothed share, and the variation of the number of images in the bin.
  const share = (0.7 * 20_000 + 1) / 20_002;
  const error = Math.sqrt((share * (1 - share) + 0.1 ** 2) / 20_000);
  expect(many.high - many.value).toBeCloseTo(1.959964 * error, 9);
});
