import { expect, test } from 'vitest';
import { measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import { median, seededRandom } from '../../src/stats/index.ts';
import { DISTURBANCES, simulateRun, TRUTH } from './coverage.ts';
import { type SyntheticMachine, syntheticCells } from './synthetic.ts';

// `npm run verify -- coverage` simulates 2,000 runs for each disturbance, and prints the table.
const RUNS = Number(process.env.COVERAGE_RUNS ?? 60);

test('the 95 % interval of a ratio covers the truth in 93 % of runs or more, whatever the disturbance', {
  timeout: 5000 * RUNS,
}, async () => {
  for (const kind of DISTURBANCES) {
    let covered = 0;
    let blocks = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const run = await simulateRun(kind, seed);
      if (run.ratio.low <= TRUTH && TRUTH <= run.ratio.high) covered++;
      blocks += run.blocks;
    }
    if (process.env.COVERAGE_RUNS)
      console.log(
        `${kind}: ${((100 * covered) / RUNS).toFixed(1)} % covered, ${(blocks / RUNS).toFixed(1)} blocks`,
      );
    // With few runs, a true 95 % may show less than 93.
    expect(covered / RUNS, kind).toBeGreaterThan(RUNS < 1000 ? 0.88 : 0.93);
  }
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
      sampling: SamplingOptions.parse({ anchor: false, minBlocks: 25 }),
      clock: () => machine.now,
    });
    if (record?.type !== 'latency') throw new Error('no latency record');
    const { blocks, ratio } = record;
    expect(median(blocks.at(-1)!) / median(blocks[0]!)).toBeGreaterThan(1.2);
    expect(Math.abs(ratio!.value / TRUTH - 1)).toBeLessThan(0.01);
  }
});
