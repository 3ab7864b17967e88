import { describe, expect, test } from 'vitest';
import { type CellBlock, cpuTimeOf, ratioTime, roundsBy, timedRounds } from '../../src/results/index.ts';

interface Turn {
  /** Milliseconds of a run by the clock, and of CPU time. */
  wallMs: number;
  cpuMs: number;
}

/** A block of turns of three runs each. @param waits voluntary context switches in the whole block; null: not counted */
function block(
  turns: Turn[],
  { threads = 1, waits = 0 }: { threads?: number; waits?: number | null } = {},
): CellBlock {
  return {
    modelDigest: 'd',
    sessionMs: 1,
    firstMs: 1,
    warmup: { runs: 1, settled: true, medianMs: 1 },
    options: {},
    rounds: turns.map(({ wallMs }) => wallMs),
    runs: turns.flatMap(({ wallMs }) => [wallMs, wallMs, wallMs]),
    runsPerTurn: 3,
    cpu: {
      threads,
      rounds: turns.map(({ cpuMs }) => cpuMs),
      ...(waits === null ? {} : { waits }),
      pageFaults: 6 * turns.length,
    },
  };
}

const quiet = Array.from({ length: 10 }, () => ({ wallMs: 10, cpuMs: 10.02 }));
/** Every turn has half of a processor. */
const crowded = quiet.map(({ cpuMs }) => ({ wallMs: 20, cpuMs }));
/** As quiet, but for a helper thread that is busy in one turn of ten. */
const helped = quiet.map((turn, at) => (at === 3 ? { wallMs: 10, cpuMs: 14 } : turn));

describe('CPU time is comparable', () => {
  test('of one thread that always computes', () => {
    expect(cpuTimeOf([block(quiet), block(helped)])).toEqual({
      blocks: [quiet.map(() => 10.02), helped.map(({ cpuMs }) => cpuMs)],
      share: expect.closeTo(1.002, 9),
      waits: 0,
      pageFaults: 2,
    });
  });
  test('beside neighbours that take half of the processor all the time', () => {
    const cpu = cpuTimeOf([block(crowded, { waits: 3 })]);
    expect(cpu).toMatchObject({ share: expect.closeTo(0.501, 9), waits: 0.1 });
    expect(cpu).not.toHaveProperty('notComparable');
  });
  test('where waits are not counted, if some turns show that there are none', () => {
    const mixed = [...crowded.slice(0, 8), ...quiet.slice(0, 2)];
    expect(cpuTimeOf([block(mixed, { waits: null })])).not.toHaveProperty('notComparable');
  });
});

describe('CPU time is not comparable', () => {
  const reason = (one: CellBlock) => cpuTimeOf([one])?.notComparable;
  test('of several threads, however busy they were', () => {
    expect(reason(block(quiet, { threads: 2 }))).toBe('2 threads');
  });
  test('if it is more than the wall time', () => {
    const double = quiet.map(() => ({ wallMs: 10, cpuMs: 17 }));
    expect(reason(block(double))).toBe('CPU time is 1.70 times the wall time: several threads were busy');
  });
  test('of a thread that waits in its runs', () => {
    expect(reason(block(crowded, { waits: 60 }))).toBe(
      'CPU time is 0.50 of the wall time, and its thread waited 2.0 times per run',
    );
  });
  test('where waits are not counted and no turn was undisturbed', () => {
    expect(reason(block(crowded, { waits: null }))).toBe('CPU time is 0.50 of the wall time');
  });
});

test('without CPU time in every block, or below what its clock can tell, there is none', () => {
  const { cpu: _, ...old } = block(quiet);
  expect(cpuTimeOf([block(quiet), old])).toBeUndefined();
  expect(cpuTimeOf([block([{ wallMs: 0.001, cpuMs: 0 }])])).toBeUndefined();
});

test('a ratio rests on CPU time only if both of its cells have a comparable one', () => {
  const { cpu: _, ...old } = block(quiet);
  const [good, threaded, wallOnly] = [block(quiet), block(quiet, { threads: 2 }), old].map((one) =>
    timedRounds([one]),
  );
  expect(ratioTime(good!, good!)).toBe('cpu');
  expect(ratioTime(good!, threaded!)).toBe('wall');
  expect(ratioTime(wallOnly!, good!)).toBe('wall');
  expect(roundsBy('cpu', good!)).toEqual([quiet.map(({ cpuMs }) => cpuMs)]);
  expect(roundsBy('wall', good!)).toEqual([quiet.map(({ wallMs }) => wallMs)]);
  expect(() => roundsBy('cpu', wallOnly!)).toThrow('no CPU time was measured');
});
