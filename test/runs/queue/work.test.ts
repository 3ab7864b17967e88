import { expect, test } from 'vitest';
import { cannotWrite, UserError } from '../../../src/files/index.ts';
import { isFinal } from '../../../src/runs/queue/work.ts';

test('a mistake of the user is not tried on another worker, a full disk is', () => {
  expect(isFinal(new UserError('there is no file x'))).toBe(true);
  expect(isFinal(cannotWrite('x', Object.assign(new Error(), { code: 'ENOSPC' })))).toBe(false);
  expect(isFinal(new Error('out of paper'))).toBe(false);
});
