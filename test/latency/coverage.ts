import { measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import { seededRandom } from '../../src/stats/index.ts';
import { type NoiseName, noises } from './noise.ts';
import { syntheticCells } from './synthetic.ts';

export interface Simulated {
  readonly ratio: { value: number; low: number; high: number };
  readonly blocks: number;
}

/** True ratio of the two simulated models. */
export const TRUTH = 1.04;

/** Measures two simulated models on a noisy machine, with the whole engine and its default sampling. */
export async function simulateRun(noise: NoiseName, seed: number): Promise<Simulated> {
  const random = seededRandom(`${noise} ${seed}`);
  const machine = { now: 0, slowdown: () => 1 };
  machine.slowdown = noises[noise](machine, random);
  const models = [
    { id: 'a', ms: 10, between: 0.02, within: 0.03 },
    { id: 'b', ms: 10 * TRUTH, between: 0.02, within: 0.03 },
  ];
  const [, record] = await measureGroup(syntheticCells(machine, models, random), {
    group: noise,
    seed,
    budgetMs: 20_000,
    sampling: SamplingOptions.parse({ anchor: false, resamples: 300 }),
    clock: () => machine.now,
  });
  if (record?.type !== 'latency') throw new Error('no record');
  return { ratio: record.ratio!, blocks: record.blocks.length };
}
