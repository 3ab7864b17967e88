import { expect, test } from 'vitest';
import { accuracyProgress } from '../../../src/runs/execute/run-accuracy.ts';

test('the progress of an evaluation says what is happening, before there is a rate too', () => {
  const state = { done: 0, total: 120, images: 0, correct: new Map<string, number>(), unreadable: 0 };
  expect(accuracyProgress('ds', 2, state, undefined)).toBe('ds: loading 2 models');
  expect(accuracyProgress('ds', 2, { ...state, done: 120 }, undefined)).toBe(
    'ds: all images were evaluated before',
  );
  expect(accuracyProgress('ds', 2, { ...state, done: 4, images: 4 }, 0)).toBe(
    'ds: evaluating the first images',
  );
  const later = { ...state, done: 60, images: 40, correct: new Map([['m', 30]]) };
  expect(accuracyProgress('ds', 2, later, 20)).toBe('ds: 20 images/s, 3 s left, top-1 m 75.0 %');
});
