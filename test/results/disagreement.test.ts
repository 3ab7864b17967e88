import { expect, test } from 'vitest';
import { type LatencyRecord, timesDisagree } from '../../src/results/index.ts';
import { sampleLatency } from './samples.ts';

const estimate = (value: number) => ({
  value,
  low: value - 0.02,
  high: value + 0.02,
  level: 0.95,
  method: 'm',
});

/** A record whose ratio is 1.2 by the time that decides. */
function record(
  other: number,
  change: Partial<LatencyRecord['cpu'] & object> = {},
  threads = 1,
): LatencyRecord {
  const cpu = { blocks: [[10]], share: 1, pageFaults: 0, median: estimate(10), ...change };
  const byClock = cpu.notComparable !== undefined;
  const ratio = {
    ...estimate(1.2),
    baseline: 'b',
    ...(byClock
      ? { time: 'wall' as const, cpu: estimate(other) }
      : { time: 'cpu' as const, wall: estimate(other) }),
  };
  return sampleLatency({ threads }, 10, { cpu, ratio });
}

test('overlapping intervals agree, and so does a record without CPU time', () => {
  expect(timesDisagree([record(1.23), sampleLatency()])).toBeUndefined();
});

test('the sentence names the cause that the system counted', () => {
  expect(timesDisagree([record(1.3), record(1.21)])).toBe(
    'CPU time and the clock disagree on 1 of 2 ratios: fastvit_t8 inference 256x256 (1.20 [1.18, 1.22] by CPU time, 1.30 [1.28, 1.32] by the clock). The ratios rest on CPU time; the clock also counts the time in which other processes had the processor.',
  );
  expect(timesDisagree([record(1.3, { pageFaults: 2000 })])).toContain('page faults (2000 per run)');
  const notComparable = 'CPU time is 0.50 of the wall time, and its thread waited 2.0 times per run';
  expect(timesDisagree([record(1, { notComparable })])).toContain(
    `leaves out waiting or adds up threads (${notComparable})`,
  );
});

test('several threads are expected to work longer than the clock says', () => {
  expect(timesDisagree([record(1.9, { notComparable: '2 threads' }, 2)])).toBeUndefined();
});
