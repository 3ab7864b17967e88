import { expect, test } from 'vitest';
import { changeOf, countsInWords } from '../../../src/verdicts/compare/index.ts';
import { exactChangeInWords } from '../../../src/verdicts/compare/words.ts';

const verdict = { type: 'verdict', cell: 'c', metric: 'm', base: 'b', verdict: 'unresolved' } as const;
const estimate = (value: number, low: number, high: number) => ({
  value,
  low,
  high,
  level: 0.95,
  method: '',
});

test.each([
  [1.08, 1.06, 1.1, '8.0 % slower [6.0, 10.0]'],
  [0.92, 0.9, 0.94, '8.0 % faster [6.0, 10.0]'],
  [1.01, 0.98, 1.04, '1.0 % slower [-2.0, 4.0]'],
  [2.5, 2.4, 2.6, '2.50× slower [2.40, 2.60]'],
  [0.4, 0.25, 0.5, '2.50× faster [2.00, 4.00]'],
])('the latency ratio %f has its direction in words', (value, low, high, words) => {
  expect(changeOf({ ...verdict, ratio: estimate(value, low, high) })).toBe(words);
});

test.each([
  [-0.012, -0.02, -0.004, '1.2 points lower [0.4, 2.0]'],
  [0.012, -0.002, 0.02, '1.2 points higher [-0.2, 2.0]'],
])('so has the accuracy difference %f', (value, low, high, words) => {
  expect(changeOf({ ...verdict, difference: estimate(value, low, high) })).toBe(words);
  expect(changeOf(verdict)).toBe('-');
});

test('verdicts without cells are left out, and exact changes have their name', () => {
  const counts = { regressed: 1, improved: 0, unresolved: 2, equivalent: 5, incomparable: 0 };
  expect(countsInWords(counts)).toBe('1 regressed, 2 undecided, 5 equivalent');
  expect(exactChangeInWords({ cell: 'c', metric: 'macs', base: 1, head: 2 })).toBe(
    'multiply-accumulates 1, now 2',
  );
  expect(exactChangeInWords({ cell: 'c', metric: 'predictions', base: 0, head: 1 })).toBe(
    '1 image predicted differently',
  );
});
