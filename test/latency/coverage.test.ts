import { expect, test } from 'vitest';
import { measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import { median, seededRandom } from '../../src/stats/index.ts';
import { simulateRun, TRUTH } from './coverage.ts';
import { type NoiseName, noises } from './noise.ts';
import { type SyntheticMachine, syntheticCells } from './synthetic.ts';

// 2,000 simulated runs in all; `npm run verify -- coverage` does as many for each kind of noise.
const RUNS_PER_NOISE = Number(process.env.COVERAGE_RUNS ?? 500);

test('the 95 % interval of a ratio covers the truth in 93 to 97 % of runs, whatever the noise', {
  timeout: 600 * RUNS_PER_NOISE,
}, async () => {
  let covered = 0;
  let runs = 0;
  for (const noise of Object.keys(noises) as NoiseName[]) {
    for (let seed = 0; seed < RUNS_PER_NOISE; seed++) {
      const { ratio } = await simulateRun(noise, seed);
      if (ratio.low <= TRUTH && TRUTH <= ratio.high) covered++;
      runs++;
    }
  }
  expect(runs).toBe(4 * RUNS_PER_NOISE);
  expect(covered / runs).toBeGreaterThan(0.93);
  expect(covered / runs).toBeLessThan(0.97);
});

test('a drift of 30 % does not move a ratio by 1 %', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = seededRandom(seed);
    const machine: SyntheticMachine = { now: 0, slowdown: () => 1 };
    // Over the whole run, in every direction of the order of cells.
    machine.slowdown = () => 1 + 0.3 * Math.min(1, machine.now / 20_000);
    const models = [
      { id: 'a', ms: 10 },
      { id: 'b', ms: 10 * TRUTH },
    ];
    const [, record] = await measureGroup(syntheticCells(machine, models, random), {
      group: 'drift',
      seed,
      budgetMs: 20_000,
      sampling: SamplingOptions.parse({ anchor: false, minBlocks: 25, resamples: 100 }),
      clock: () => machine.now,
    });
    if (record?.type !== 'latency') throw new Error('no latency record');
    const { blocks, ratio } = record;
    expect(median(blocks.at(-1)!) / median(blocks[0]!)).toBeGreaterThan(1.2);
    expect(Math.abs(ratio!.value / TRUTH - 1)).toBeLessThan(0.01);
  }
});
