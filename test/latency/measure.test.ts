import { describe, expect, test } from 'vitest';
import {
  type MeasureEvent,
  type MeasureOptions,
  measureGroup,
  SamplingOptions,
} from '../../src/latency/index.ts';
import type { LatencyRecord, RecordLine } from '../../src/results/index.ts';
import { seededRandom, type Uniform } from '../../src/stats/index.ts';
import { type SyntheticMachine, type SyntheticModel, syntheticCells } from './synthetic.ts';

interface Setup {
  models: SyntheticModel[];
  seed: number;
  sampling?: Partial<SamplingOptions>;
  budgetMs?: number;
  slowdown?: (machine: SyntheticMachine, random: Uniform) => () => number;
  onEvent?: (event: MeasureEvent) => void;
  isDecided?: MeasureOptions['isDecided'];
}

async function measure({ models, seed, sampling, budgetMs = 1e9, slowdown, onEvent, isDecided }: Setup) {
  const random = seededRandom(`machine ${seed}`);
  const machine: SyntheticMachine = { now: 0, slowdown: () => 1 };
  if (slowdown) machine.slowdown = slowdown(machine, random);
  const cells = syntheticCells(machine, models, random);
  const records = await measureGroup(cells, {
    group: 'g',
    seed,
    budgetMs,
    sampling: SamplingOptions.parse({ anchor: false, ...sampling }),
    clock: () => machine.now,
    ...(onEvent ? { onEvent } : {}),
    ...(isDecided ? { isDecided } : {}),
  });
  return { records, machine };
}

function latency(record: RecordLine | undefined): LatencyRecord {
  if (record?.type !== 'latency') throw new Error(`no latency record: ${JSON.stringify(record)}`);
  return record;
}

describe('without noise', () => {
  test('medians, percentiles and ratios are exact', async () => {
    const { records } = await measure({
      models: [
        { id: 'a', ms: 10 },
        { id: 'b', ms: 15 },
      ],
      seed: 1,
    });
    const [a, b] = records.map(latency);
    expect(a!.summary.median).toMatchObject({ value: expect.closeTo(10, 9), level: 0.95 });
    expect(b!.summary.p95).toBeCloseTo(15, 9);
    expect(b!.summary.spread).toBe(0);
    expect(b!.summary.imagesPerSecond).toBeCloseTo(1000 / 15, 9);
    expect(a!.ratio).toBeUndefined();
    expect(b!.ratio).toMatchObject({
      value: expect.closeTo(1.5, 9),
      low: expect.closeTo(1.5, 9),
      high: expect.closeTo(1.5, 9),
      baseline: 'a/inference/synthetic-cpu/224x224/b1/t1',
    });
    expect(b).toMatchObject({ stop: 'precision', group: 'g', peakRssBytes: 1000, noisy: false });
    expect(b!.sampling).toMatchObject({ isolation: 'process', roundsPerBlock: 6, runsPerTurn: 3 });
    expect(b!.blocks).toHaveLength(6);
    expect(b!.summary).toMatchObject({ rounds: 36, runs: 108 });
    expect(b!.sessionMs).toEqual([50, 50, 50, 50, 50, 50]);
  });

  test('the first inference and the warm-up are not part of the steady state', async () => {
    const { records } = await measure({
      models: [{ id: 'a', ms: 10, cold: [300, 40, 30, 20, 15] }],
      seed: 1,
    });
    const a = latency(records[0]);
    expect(a.firstMs).toEqual([300, 300, 300, 300, 300, 300]);
    expect(a.summary.median.value).toBeCloseTo(10, 9);
    expect(a.summary.p99).toBeCloseTo(10, 9);
    expect(a.sampling.warmupSettled).toEqual([true, true, true, true, true, true]);
    expect(a.sampling.warmupRuns).toEqual([11, 11, 11, 11, 11, 11]);
  });

  test('a warm-up that never settles ends at its time limit, and the record says so', async () => {
    let factor = 1;
    const { records } = await measure({
      models: [{ id: 'a', ms: 10 }],
      seed: 1,
      sampling: { maxBlocks: 2, warmupMaxMs: 500 },
      slowdown: () => () => {
        factor *= 1.05;
        return factor;
      },
    });
    expect(latency(records[0]).sampling.warmupSettled).toEqual([false, false]);
  });
});

describe('stopping', () => {
  const noisy = [
    { id: 'a', ms: 10, between: 0.05, within: 0.05 },
    { id: 'b', ms: 10, between: 0.05, within: 0.05 },
  ];
  test('continues until the ratio is precise enough', async () => {
    const { records } = await measure({ models: noisy, seed: 3, sampling: { precision: 0.07 } });
    const { ratio, stop, blocks } = latency(records[1]);
    expect(stop).toBe('precision');
    expect(blocks.length).toBeGreaterThan(5);
    expect(ratio!.high / ratio!.value - 1).toBeLessThan(0.071);
  });
  test('ends when it is decided by how much the ratio differs from 1', async () => {
    const [fast, slow] = [noisy[0]!, { ...noisy[1]!, ms: 25 }];
    const { records } = await measure({ models: [fast, slow], seed: 3, sampling: { precision: 0.001 } });
    const { ratio, stop, blocks } = latency(records[1]);
    expect(stop).toBe('decided');
    expect(blocks.length).toBeLessThan(20);
    expect(ratio!.low).toBeGreaterThan(2.5 ** 0.7);
    expect(ratio!.high).toBeLessThan(2.5 ** 1.3);
  });
  test('ends when the caller’s question is decided, with intervals that it was shown', async () => {
    const seen: number[] = [];
    const { records } = await measure({
      models: noisy,
      seed: 3,
      isDecided: ([ratio]) => {
        seen.push(ratio!.high);
        return seen.length === 3;
      },
    });
    const { ratio, stop, blocks } = latency(records[1]);
    expect(stop).toBe('decided');
    expect(blocks).toHaveLength(8);
    expect(ratio!.high).toBe(seen[2]);
  });
  test('ends with the budget, but not before two blocks', async () => {
    const { records, machine } = await measure({
      models: noisy,
      seed: 3,
      sampling: { precision: 0.001 },
      budgetMs: 6000,
    });
    expect(latency(records[0]).stop).toBe('budget');
    expect(machine.now).toBeLessThan(6000);
    const poor = await measure({ models: noisy, seed: 3, budgetMs: 1 });
    expect(latency(poor.records[0]).blocks.map((rounds) => rounds.length)).toEqual([2, 2]);
  });
  test('ends at the maximum number of blocks', async () => {
    const { records } = await measure({
      models: noisy,
      seed: 3,
      sampling: { precision: 0.001, maxBlocks: 7 },
    });
    expect(latency(records[0])).toMatchObject({ stop: 'rounds' });
    expect(latency(records[0]).blocks).toHaveLength(7);
  });
  test('reports progress', async () => {
    const events: MeasureEvent[] = [];
    await measure({ models: noisy, seed: 3, budgetMs: 20_000, onEvent: (event) => events.push(event) });
    const blocks = events.filter((event) => event.type === 'block');
    expect(blocks[0]!.precision).toBeUndefined();
    expect(blocks.at(-1)!.precision).toBeGreaterThan(0);
    expect(blocks.every(({ budgetUsed }, at) => at === 0 || budgetUsed >= blocks[at - 1]!.budgetUsed)).toBe(
      true,
    );
    expect(events.filter(({ type }) => type === 'round')).toHaveLength(6 * blocks.length);
  });
});

test('the same seed gives the same records', async () => {
  const models = [
    { id: 'a', ms: 10, between: 0.1, within: 0.1 },
    { id: 'b', ms: 12, between: 0.1, within: 0.1 },
  ];
  const run = async () =>
    (await measure({ models, seed: 7, sampling: { maxBlocks: 5 } })).records.map((record) => ({
      ...record,
      startedAt: '',
    }));
  expect(await run()).toEqual(await run());
});

describe('failures', () => {
  const healthy = { id: 'a', ms: 10 };
  test('a cell that fails midway becomes a record, and the others continue', async () => {
    const fault = (turn: number) => {
      if (turn > 15) throw new Error('the process crashed (SIGSEGV) while running');
    };
    const { records } = await measure({
      models: [healthy, { id: 'b', ms: 10, fault }, { id: 'c', ms: 20 }],
      seed: 1,
    });
    expect(records[1]).toMatchObject({
      type: 'failed',
      cell: { model: 'b' },
      group: 'g',
      reason: 'the process crashed (SIGSEGV) while running',
    });
    expect(latency(records[2]).ratio!.value).toBeCloseTo(2, 9);
  });
  test('without its baseline a cell has a latency and no ratio', async () => {
    const fault = () => {
      throw new Error('no');
    };
    const { records } = await measure({
      models: [
        { ...healthy, fault },
        { id: 'b', ms: 10 },
      ],
      seed: 1,
      sampling: { maxBlocks: 3 },
    });
    expect(records[0]!.type).toBe('failed');
    expect(latency(records[1]).ratio).toBeUndefined();
    expect(latency(records[1]).summary.median.value).toBeCloseTo(10, 9);
  });
  test('when all fail, measuring ends', async () => {
    const fault = () => {
      throw new Error('no');
    };
    const { records } = await measure({ models: [{ ...healthy, fault }], seed: 1 });
    expect(records.map(({ type }) => type)).toEqual(['failed']);
  });
  test('in a shared process the block is repeated without the failed cell', async () => {
    let calls = 0;
    const fault = () => {
      if (++calls > 30) throw new Error('bad');
    };
    const { records } = await measure({
      models: [healthy, { id: 'b', ms: 10, fault }, { id: 'c', ms: 20 }],
      seed: 1,
      sampling: { isolation: 'shared', maxBlocks: 6 },
    });
    expect(records.map(({ type }) => type)).toEqual(['latency', 'failed', 'latency']);
    expect(latency(records[2]).peakRssBytes).toBeUndefined();
    expect(latency(records[2]).ratio!.value).toBeCloseTo(2, 9);
  });
  test('an aborted signal ends the measurement', async () => {
    const controller = new AbortController();
    const random = seededRandom(0);
    const machine = { now: 0, slowdown: () => 1 };
    const measuring = measureGroup(syntheticCells(machine, [healthy], random), {
      group: 'g',
      seed: 0,
      budgetMs: 1e9,
      sampling: SamplingOptions.parse({ anchor: false }),
      signal: controller.signal,
      clock: () => machine.now,
      onEvent: ({ type }) => type === 'block' && controller.abort(new Error('interrupted')),
    });
    await expect(measuring).rejects.toThrow('interrupted');
  });
});
