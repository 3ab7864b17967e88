import { expect, test } from 'vitest';
import { measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import type { LatencyRecord } from '../../src/results/index.ts';
import { seededRandom } from '../../src/stats/index.ts';
import { type SyntheticMachine, type SyntheticModel, syntheticCells } from './synthetic.ts';

/** Measures two models beside a neighbour that takes a sixth to two thirds of the processor. */
async function measure(models: SyntheticModel[], maxBlocks = 8): Promise<LatencyRecord[]> {
  const random = seededRandom('neighbour');
  const machine: SyntheticMachine = {
    now: 0,
    slowdown: () => 1,
    interruption: () => 1.2 + 1.8 * random(),
  };
  return (await measureGroup(syntheticCells(machine, models, random), {
    group: 'g',
    seed: 1,
    budgetMs: 1e9,
    sampling: SamplingOptions.parse({ anchor: false, maxBlocks }),
    clock: () => machine.now,
  })) as LatencyRecord[];
}

const cpuTime = { cpuTime: true, within: 0.005 };

test('a ratio rests on CPU time, is exact beside a neighbour, and has the one of the clock at its side', async () => {
  const [, b] = await measure([
    { id: 'a', ms: 10, ...cpuTime },
    { id: 'b', ms: 10.5, ...cpuTime },
  ]);
  expect(b!.stop).toBe('precision');
  expect(b!.ratio).toMatchObject({ time: 'cpu', value: expect.closeTo(1.05, 2) });
  expect(b!.ratio!.high - b!.ratio!.low).toBeLessThan(0.04);
  const { low, high } = b!.ratio!.wall!;
  expect(high - low).toBeGreaterThan(0.1);
  expect(b!.ratio).not.toHaveProperty('cpu');
  // Latency is what the clock says.
  expect(b!.summary.median.value).toBeGreaterThan(11);
  expect(b!.cpu!.median.value).toBeCloseTo(10.5, 1);
  expect(b!.cpu!.blocks.map((rounds) => rounds.length)).toEqual(b!.blocks.map((rounds) => rounds.length));
});

test('with several threads CPU time is work: it stands beside the ratio and does not decide', async () => {
  const [, b] = await measure([
    { id: 'a', ms: 10, threads: 2, ...cpuTime },
    { id: 'b', ms: 10.5, threads: 2, ...cpuTime },
  ]);
  expect(b!.ratio).toMatchObject({ time: 'wall', cpu: { value: expect.closeTo(1.05, 2) } });
  expect(b!.ratio).not.toHaveProperty('wall');
  expect(b!.cpu).toMatchObject({ notComparable: '2 threads', median: { value: expect.closeTo(21, 0) } });
});

test('a model that waits is judged by the clock, which knows that it waited', async () => {
  const [, b] = await measure([
    { id: 'a', ms: 10, ...cpuTime },
    { id: 'b', ms: 10, waitMs: 10, ...cpuTime },
  ]);
  expect(b!.ratio).toMatchObject({ time: 'wall', cpu: { value: expect.closeTo(1, 2) } });
  expect(b!.ratio!.value).toBeGreaterThan(1.4);
});

test('a provider without CPU time has wall time alone', async () => {
  const [, b] = await measure([
    { id: 'a', ms: 10 },
    { id: 'b', ms: 20 },
  ]);
  expect(b).not.toHaveProperty('cpu');
  expect(b!.ratio).toMatchObject({ time: 'wall' });
  expect(b!.ratio).not.toHaveProperty('cpu');
});
