import { expect, test } from 'vitest';
import { type MeasuredCell, measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import type { FailedRecord, GroupBlock, KeptBlocks, LatencyRecord } from '../../src/results/index.ts';
import { seededRandom } from '../../src/stats/index.ts';
import { type SyntheticModel, syntheticCells } from './synthetic.ts';

/** A journal in memory; @param capacity blocks that fit in, as on a disk that fills */
function memoryJournal(capacity = Number.POSITIVE_INFINITY) {
  const blocks: GroupBlock[] = [];
  let stop: KeptBlocks['stop'];
  return {
    blocks,
    get kept(): KeptBlocks {
      return { blocks: [...blocks], ...(stop ? { stop } : {}) };
    },
    append(block: GroupBlock) {
      if (blocks.length >= capacity) throw new Error('full');
      blocks.push(JSON.parse(JSON.stringify(block)));
      stop = undefined;
    },
    end: (why: KeptBlocks['stop']) => {
      stop = why;
    },
  };
}

/** Six blocks of two rounds, a turn to warm up in between: a cell has 6 turns or more a block. */
async function measure(
  models: SyntheticModel[],
  journal: ReturnType<typeof memoryJournal>,
  change: (cell: MeasuredCell) => MeasuredCell = (cell) => cell,
) {
  const machine = { now: 0, slowdown: () => 1 };
  const cells = syntheticCells(machine, models, seededRandom(1)).map(change);
  // Two sessions do not begin in the same millisecond.
  await new Promise((done) => setTimeout(done, 5));
  return measureGroup(cells, {
    group: 'g',
    seed: 1,
    budgetMs: 1e9,
    sampling: SamplingOptions.parse({ anchor: false, maxBlocks: 6, roundsPerBlock: 2, precision: 1e-12 }),
    clock: () => machine.now,
    journal,
  });
}

const spread = { between: 0.05, within: 0.02 };
const a: SyntheticModel = { id: 'a', ms: 10, ...spread };
const b: SyntheticModel = { id: 'b', ms: 20, ...spread };
const c: SyntheticModel = { id: 'c', ms: 30, ...spread };

/** Fails in its `block`-th process, counted from 1. */
function failingIn(block: number): Pick<SyntheticModel, 'fault'> {
  let processes = 0;
  return {
    fault: (turn) => {
      if (turn === 0) processes++;
      if (processes === block) throw new Error('killed');
    },
  };
}

test('a cell that fails in a late block keeps its earlier ones, and continues from them', async () => {
  const journal = memoryJournal();
  const [first, failed, third] = await measure([a, { ...b, ...failingIn(4) }, c], journal);
  expect(failed).toMatchObject({ type: 'failed', reason: 'killed' });
  expect((failed as FailedRecord).blocks).toHaveLength(3);
  expect((first as LatencyRecord).blocks).toHaveLength(6);
  expect((third as LatencyRecord).sampling.blocksPerSession).toBeUndefined();

  const again = (await measure([a, b, c], journal)) as LatencyRecord[];
  expect(again.map(({ type }) => type)).toEqual(['latency', 'latency', 'latency']);
  for (const { blocks, sampling } of again) {
    expect(blocks).toHaveLength(6);
    expect(sampling.blocksPerSession).toEqual([3, 3]);
  }
  // The kept blocks are the moments that they were.
  expect(again[1]!.blocks.slice(0, 3)).toEqual((failed as FailedRecord).blocks);
  expect(again[0]!.blocks.slice(0, 3)).toEqual((first as LatencyRecord).blocks.slice(0, 3));
});

test('a measurement that was killed continues from its blocks', async () => {
  const journal = memoryJournal(4);
  await expect(measure([a, b], journal)).rejects.toThrow('full');
  const rest = memoryJournal();
  for (const block of journal.blocks) rest.append(block);
  const records = (await measure([a, b], rest)) as LatencyRecord[];
  expect(records.map(({ sampling }) => sampling.blocksPerSession)).toEqual([
    [4, 2],
    [4, 2],
  ]);
  expect(rest.blocks).toHaveLength(6);
  expect(records[1]!.summary).toMatchObject({ rounds: 12 });
});

test('a complete group is not measured again', async () => {
  const journal = memoryJournal();
  const once = (await measure([a, b], journal)) as LatencyRecord[];
  const twice = (await measure([a, b], journal)) as LatencyRecord[];
  expect(journal.blocks).toHaveLength(6);
  expect(twice.map(({ blocks, stop }) => [blocks, stop])).toEqual(
    once.map(({ blocks, stop }) => [blocks, stop]),
  );
});

test('a cell that always fails costs one block per attempt', async () => {
  const journal = memoryJournal();
  const always = {
    ...b,
    fault: () => {
      throw new Error('corrupt');
    },
  };
  await measure([a, always, c], journal);
  expect(journal.blocks).toHaveLength(6);
  const records = await measure([a, always, c], journal);
  expect(journal.blocks).toHaveLength(7);
  expect(records.map(({ type }) => type)).toEqual(['latency', 'failed', 'latency']);
});

test('blocks of an earlier model file are ignored', async () => {
  const journal = memoryJournal(4);
  await expect(measure([a, b], journal)).rejects.toThrow('full');
  const rest = memoryJournal();
  for (const block of journal.blocks) rest.append(block);
  const changed = (cell: MeasuredCell) =>
    cell.cell.model === 'b' ? { ...cell, modelDigest: 'other' } : cell;
  const records = (await measure([a, b], rest, changed)) as LatencyRecord[];
  expect(records.map(({ blocks, sampling }) => [blocks.length, sampling.blocksPerSession])).toEqual([
    [6, undefined],
    [6, undefined],
  ]);
});

test('ratios to a baseline that failed late use the blocks that have it; without such blocks there is a reason', async () => {
  const late = await measure([{ ...a, ...failingIn(4) }, b, c], memoryJournal());
  const [, second] = late as LatencyRecord[];
  expect(second!.ratio).toMatchObject({ blocks: 3, baseline: 'a/inference/synthetic-cpu/224x224/b1/t1' });
  expect(second!.ratio!.value).toBeCloseTo(2, 0);
  expect(second!.blocks).toHaveLength(6);
  expect(second!.ratioMissing).toBeUndefined();

  const early = await measure([{ ...a, ...failingIn(2) }, b, c], memoryJournal());
  expect((early[2] as LatencyRecord).ratio).toBeUndefined();
  expect((early[2] as LatencyRecord).ratioMissing).toBe(
    'the baseline a/inference/synthetic-cpu/224x224/b1/t1 failed: killed',
  );
});
