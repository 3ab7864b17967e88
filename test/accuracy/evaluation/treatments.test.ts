import { expect, it } from 'vitest';
import { treatmentsOf } from '../../../src/accuracy/evaluation/index.ts';
import { UserError } from '../../../src/files/index.ts';

it.each([
  ['fgo', 'unknown corruption "fgo"; did you mean "fog"?'],
  ['wether', 'unknown corruption "wether"; did you mean "weather"?'],
  ['JPEG', 'unknown corruption "JPEG"; did you mean "jpeg_compression"?'],
])('an unknown corruption, %s, is a mistake of the user with a hint', (name, line) => {
  const options = { corruptions: ['noise', name], severities: [1], protocol: 'native', seed: 1 } as const;
  expect(() => treatmentsOf(options, { path: '/data', stored: [] })).toThrow(new UserError(line));
});
