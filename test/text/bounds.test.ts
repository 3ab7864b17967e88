import { expect, test } from 'vitest';
import { z } from 'zod';
import { BOUNDS, expected, isWithin, within } from '../../src/text/index.ts';

test('every shipped bound is in order, and says why', () => {
  for (const [name, { least, most, why }] of Object.entries(BOUNDS)) {
    expect(least, name).toBeLessThan(most);
    expect(why, name).toMatch(/^[^.]{5,}$/);
  }
});

test('a day and its eightfold are within what a timer holds', () => {
  expect(BOUNDS.budgetSeconds.most * 1000).toBeLessThan(2 ** 31);
  expect(BOUNDS.patienceSeconds.most * 1000 * 8).toBeLessThan(2 ** 31);
});

test('a number is within its bounds, or the message says what is expected and why not more', () => {
  const { threads, precision, seed } = BOUNDS;
  expect([1, 1024].every((value) => isWithin(value, threads))).toBe(true);
  expect([0, 1025, 1.5, Number.NaN, Number.POSITIVE_INFINITY].some((value) => isWithin(value, threads))).toBe(
    false,
  );
  expect(isWithin(0.5, precision)).toBe(true);
  expect(expected(1e9, threads)).toBe('a whole number from 1 to 1,024: no machine has more cores');
  expect(expected(0, threads)).toBe('a whole number from 1 to 1,024');
  expect(expected(-1, seed)).toBe('a whole number, 0 or more');
  const schema = within(z.number(), threads);
  expect(schema.parse(8)).toBe(8);
  expect(schema.safeParse(0.5).success).toBe(false);
  expect(schema.safeParse(1e9).error?.issues[0]?.message).toBe(
    'must be at most 1,024: no machine has more cores',
  );
});
