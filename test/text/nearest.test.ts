import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/text/index.ts';

test('the nearest name is proposed only when it can be meant', () => {
  expect(nearest('fastvit_t9', ['fastvit_t8', 'cmt_ti'])).toBe('fastvit_t8');
  expect(nearest('resnet50', ['fastvit_t8', 'cmt_ti'])).toBeUndefined();
  expect(didYouMean('resolutoins', ['resolutions', 'threads'])).toBe('; did you mean "resolutions"?');
  expect(didYouMean('x', [])).toBe('');
  // Two letters in the wrong order, another case, and a beginning.
  expect(nearest('fgo', ['jpeg_compression', 'snow', 'fog'])).toBe('fog');
  expect(nearest('FOG', ['jpeg_compression', 'fog'])).toBe('fog');
  expect(nearest('jpeg', ['fog', 'jpeg_compression'])).toBe('jpeg_compression');
  expect(nearest('jp', ['fog', 'jpeg_compression'])).toBeUndefined();
});

test('names of any length are compared in no time', () => {
  const long = 'x'.repeat(10_000);
  expect(nearest(long, ['fog', 'snow'])).toBeUndefined();
  expect(nearest(long, [`y${long}`])).toBeUndefined();
}, 5_000);
