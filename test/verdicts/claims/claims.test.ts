import { expect, test } from 'vitest';
import { measureGroup, SamplingOptions } from '../../../src/latency/index.ts';
import type { LatencyRecord, RecordLine } from '../../../src/results/index.ts';
import { Claim, claimsOf } from '../../../src/runs/suite/index.ts';
import { seededRandom } from '../../../src/stats/index.ts';
import { judgeClaims } from '../../../src/verdicts/claims/index.ts';
import { type SyntheticMachine, syntheticCells } from '../../latency/synthetic.ts';

/**
 * Records of two models whose true ratio is 2.
 *
 * @param between spread of processes
 * @param interruption of a neighbour, which is not part of CPU time
 */
async function measured(between = 0.001, interruption?: () => number) {
  const machine: SyntheticMachine = { now: 0, slowdown: () => 1, ...(interruption ? { interruption } : {}) };
  const models = [
    { id: 'fast', ms: 10, between, cpuTime: interruption !== undefined },
    { id: 'slow', ms: 20, between, cpuTime: interruption !== undefined },
  ];
  return measureGroup(syntheticCells(machine, models, seededRandom(1)), {
    group: 'g',
    seed: 1,
    budgetMs: 1e5,
    sampling: SamplingOptions.parse({ anchor: false, maxBlocks: 6 }),
    clock: () => machine.now,
  });
}

function claim(published: number, more: Partial<Claim> = {}): Claim {
  const side = (model: string) => ({ model, resolution: 224 });
  return Claim.parse({
    id: 'c',
    claim: 'fast is faster than slow',
    source: 'table 1',
    published,
    slower: side('slow'),
    faster: side('fast'),
    ...more,
  });
}

const floors = (floor: number) => ({ cpu: floor, wall: floor });

const reversed = { slower: { model: 'fast', resolution: 224 }, faster: { model: 'slow', resolution: 224 } };

test.each([
  { published: 2.02, more: {}, verdict: 'reproduced' },
  { published: 3.5, more: {}, verdict: 'same direction, smaller' },
  { published: 1.4, more: {}, verdict: 'same direction, larger' },
  { published: 1.4, more: reversed, verdict: 'opposite direction' },
  { published: 1, more: {}, verdict: 'same direction, larger' },
  { published: 1, more: reversed, verdict: 'opposite direction' },
])('published $published is $verdict where 2 (or 1/2) is measured', async ({ published, more, verdict }) => {
  const [record] = judgeClaims([claim(published, more)], await measured(), floors(0));
  expect(record).toMatchObject({ type: 'claim', published, verdict });
  expect(record!.measured!.value).toBeCloseTo(more === reversed ? 0.5 : 2, 1);
});

test('an interval that contains 1 or is wider than half of the claim decides nothing', async () => {
  const records = await measured();
  expect(judgeClaims([claim(2)], records, floors(1.2))[0]!.verdict).toBe('unresolved');
  expect(judgeClaims([claim(2)], records, floors(0.6))[0]!.verdict).toBe('unresolved');
  const { measured: floored } = judgeClaims([claim(2)], records, floors(0.05))[0]!;
  expect(floored!.high / floored!.value).toBeCloseTo(1.05, 6);
  expect(floored!.method).toContain('noise floor of 5.0 %');
});

test('an interval wider than half of the claim does not reproduce it, though it contains the published ratio', async () => {
  const records = await measured();
  // 2 within 1.48 to 2.70: log(2.70 / 1.48) = 0.6, and half of the claim is log(2.6) / 2 = 0.48.
  expect(judgeClaims([claim(2.6)], records, floors(0.35))[0]!.verdict).toBe('unresolved');
  expect(judgeClaims([claim(2.1)], records, floors(0.15))[0]!.verdict).toBe('reproduced');
});

test("a shipped claim's rounding covers every ratio that its rounded latencies allow", () => {
  // Latencies as published, in ms, and half of the last digit: FastViT, tables 1 and 4, figure 1a.
  const published = {
    cmt: [15.6, 4.5, 0.05],
    efficientnet: [22.1, 4.5, 0.05],
    convnext: [8.4, 4.5, 0.05],
    mobileone: [0.8, 0.8, 0.05],
    'mobileone-s4': [1.9, 1.4, 0.05],
    'repmixer-256': [2.25, 1.58, 0.005],
  } as const;
  const shipped = new Map(claimsOf('paper').map((one) => [one.id, one]));
  for (const [id, [slower, faster, half]] of Object.entries(published)) {
    const { published: ratio, rounding } = shipped.get(id)!;
    expect(ratio, id).toBeCloseTo(slower / faster, 2);
    expect(ratio * (1 + rounding), id).toBeGreaterThanOrEqual((slower + half) / (faster - half));
    expect(ratio / (1 + rounding), id).toBeLessThanOrEqual((slower - half) / (faster + half));
  }
});

test('an undecided verdict tells whether the two are equal or the interval is too wide', async () => {
  const same = (spread: number) =>
    measured(spread).then((records) => {
      const [fast] = records as [LatencyRecord];
      return [fast, { ...fast, cell: { ...fast.cell, model: 'slow' } }];
    });
  const [equal] = judgeClaims([claim(1.5)], await same(0.001), floors(0));
  expect(equal!.verdict).toBe('unresolved');
  expect(equal!.note).toMatch(/; no difference: the interval \[1\.000, 1\.000\] lies within ±2\.0 %$/);
  expect(judgeClaims([claim(1.5)], await same(0.001), floors(0.05))[0]!.note).toMatch(
    /; no difference: the interval .* lies within ±5\.0 % \(the noise floor\)$/,
  );
  const [wide] = judgeClaims([claim(3)], await measured(0.8), floors(0));
  expect(wide!.verdict).toBe('unresolved');
  expect(wide!.note).toMatch(/; too wide: the interval \[[\d.]+, [\d.]+\] has ±[\d.]+ %.*; the claim is 3×$/);
  expect(judgeClaims([claim(2.02)], await measured(), floors(0))[0]!.note).not.toMatch(
    /no difference|too wide/,
  );
});

test('a claim rests on CPU time, which a neighbour does not disturb, and says so', async () => {
  const random = seededRandom('neighbour');
  const records = await measured(0.001, () => (random() < 0.3 ? 1 : 1.5 + 1.5 * random()));
  const [record] = judgeClaims([claim(2)], records, floors(0));
  expect(record).toMatchObject({ verdict: 'reproduced', note: expect.stringMatching(/^CPU time of slow/) });
  expect(record!.measured!.value).toBeCloseTo(2, 2);
  expect(record!.measured!.high / record!.measured!.low).toBeLessThan(1.03);
});

test('a claim that was not measured gets a reason, not a judgement', async () => {
  const records = await measured();
  const { slower, faster, ...rest } = claim(2);
  expect(judgeClaims([{ ...rest, note: 'no such model' }], records, floors(0))[0]).toMatchObject({
    verdict: 'not measurable here',
    note: 'no such model; this suite does not measure its models',
  });
  const elsewhere = claim(2, { slower: { model: 'slow', resolution: 384 } });
  const [record] = judgeClaims([elsewhere], records, floors(0));
  expect(record).toMatchObject({ verdict: 'not measurable here', note: 'not measured: slow at 384' });
  expect(record!.measured).toBeUndefined();
  const apart = records.map((item, at) => ({ ...item, group: `g${at}` }));
  expect(judgeClaims([claim(2)], apart, floors(0))[0]!.note).toBe(
    'both models were measured, but not in one group with the same runtime and settings',
  );
});

test('both sides need the same runtime, threads and machine', async () => {
  const [fast, slow] = (await measured()) as [LatencyRecord, LatencyRecord];
  const elsewhere: LatencyRecord[] = [
    { ...slow, cell: { ...slow.cell, runtime: 'tfjs', provider: 'wasm' } },
    { ...slow, cell: { ...slow.cell, graphOptimization: 'basic' } },
    { ...slow, machine: 'another' },
  ];
  for (const other of elsewhere)
    expect(judgeClaims([claim(2)], [fast, other], floors(0))[0]!.verdict).toBe('not measurable here');
  expect(judgeClaims([claim(2)], [fast, ...elsewhere, slow], floors(0))[0]!.verdict).toBe('reproduced');
});

test('if precision ended the sampling, the interval is not narrower than that of the engine', async () => {
  const records = (await measured(0.004)) as [LatencyRecord, LatencyRecord];
  const { low, high } = records[1].ratio!;
  const width = (some: readonly RecordLine[]) => {
    const { measured } = judgeClaims([claim(2)], some, floors(0))[0]!;
    return Math.log(measured!.high / measured!.low);
  };
  expect(width(records)).toBeCloseTo(Math.log(high / low), 9);
  const ended = records.map((record) => ({ ...record, stop: 'budget' as const }));
  expect(width(records)).toBeGreaterThan(1.2 * width(ended));
  const extended = ended.map((record) => ({ ...record, sampling: { ...record.sampling, ends: 2 } }));
  expect(width(extended)).toBeGreaterThan(1.1 * width(ended));
});

test('a published ratio below 1 is refused, because it leaves open which side is slower', () => {
  expect(() => claim(0.5)).toThrow(/>=1/);
});
