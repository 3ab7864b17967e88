import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundOrders } from '../../src/latency/block.ts';
import { anchorKernel } from '../../src/latency/kernel-cells.ts';
import { warmUp } from '../../src/latency/warmup.ts';
import { seededRandom } from '../../src/stats/index.ts';

describe('orders of rounds', () => {
  test('every pair of cells alternates as A B B A', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (cells, pairs, seed) => {
          const orders = roundOrders(cells, 2 * pairs, seededRandom(seed));
          expect(orders).toHaveLength(2 * pairs);
          for (let pair = 0; pair < pairs; pair++) {
            expect(orders[2 * pair + 1]).toEqual(orders[2 * pair]!.toReversed());
            expect(orders[2 * pair]!.toSorted()).toEqual(Array.from({ length: cells }, (_, index) => index));
          }
        },
      ),
    );
  });
  test('each cell comes first equally often', () => {
    const firsts = roundOrders(3, 600, seededRandom(1)).map(([first]) => first!);
    for (const cell of [0, 1, 2]) {
      const share = firsts.filter((first) => first === cell).length / firsts.length;
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.08);
    }
  });
});

describe('warm-up', () => {
  const play = async (durations: number[], maxMs = 1e9) => {
    let now = 0;
    let at = 0;
    const run = async () => {
      const duration = durations[Math.min(at++, durations.length - 1)]!;
      now += duration;
      return duration;
    };
    return warmUp(run, maxMs, () => now);
  };
  test('ends when two windows agree', async () => {
    expect(await play([10])).toEqual({ runs: 8, settled: true, medianMs: 10 });
    expect(await play([100, 80, 60, 40, 20, 10])).toMatchObject({ runs: 12, settled: true, medianMs: 10 });
  });
  test('ends at its time limit, but not before two runs', async () => {
    expect(await play([100, 10], 105)).toEqual({ runs: 2, settled: false, medianMs: 55 });
    expect(await play([5000], 100)).toEqual({ runs: 2, settled: false, medianMs: 5000 });
  });
});

test('the anchor is the same bytes on every machine', () => {
  const { bytes, input } = anchorKernel();
  const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
  expect(digest(bytes)).toBe('d2cb3cf6c9736a3ffcce0591e1df5a033904d0eba419e1f6b45358fd5601a0b7');
  expect(digest(new Uint8Array(input.data.buffer))).toBe(
    'a061233e971ee516706c11567b09759af45846df4aab72ee9a558875b54d023e',
  );
});
