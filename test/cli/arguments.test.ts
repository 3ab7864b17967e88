import { expect, test } from 'vitest';
import { argumentsWithNames } from '../../src/cli/arguments.ts';

test.skipIf(process.platform !== 'linux')('an argument that is not UTF-8 keeps its bytes', () => {
  const line = Buffer.from('/usr/bin/node\0--flag\0main.js\0eval\0\0gr\xfcn.png\0', 'latin1');
  expect(argumentsWithNames(['eval', '', 'gr\ufffdn.png'], () => line)).toEqual([
    'eval',
    '',
    'gr\udcfcn.png',
  ]);
});

test('other arguments are as Node has them', () => {
  const never = () => {
    throw new Error('not needed');
  };
  expect(argumentsWithNames(['eval', 'grün.png'], never)).toEqual(['eval', 'grün.png']);
});
