import { expect, test } from 'vitest';
import { attack } from './support/hostile/attack.ts';
import { kinds } from './support/hostile/kinds/index.ts';

// A small part of `npm run verify -- hostile`. The queue and the hub wait for servers, so only the long proof has them.
const SMALL = ['onnx', 'weights', 'images', 'suites', 'results'];

test('no hostile file crashes a command, hangs it or fills the memory', { timeout: 300_000 }, async () => {
  const chosen = kinds.filter(({ name }) => SMALL.includes(name));
  const { tallies, failures } = await attack({ kinds: chosen, seed: 'tests', tries: 120, real: false });
  expect(failures).toEqual([]);
  for (const { tries, refused } of tallies.values()) {
    // Most of what is damaged must be noticed.
    expect(refused).toBeGreaterThan(tries / 4);
  }
});
