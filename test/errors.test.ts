import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../src/nearest.ts';

test('the nearest name is proposed only when it can be meant', () => {
  expect(nearest('fastvit_t9', ['fastvit_t8', 'cmt_ti'])).toBe('fastvit_t8');
  expect(nearest('resnet50', ['fastvit_t8', 'cmt_ti'])).toBeUndefined();
  expect(didYouMean('resolutoins', ['resolutions', 'threads'])).toBe('; did you mean "resolutions"?');
  expect(didYouMean('x', [])).toBe('');
});
