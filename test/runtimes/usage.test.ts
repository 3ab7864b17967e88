import { expect, test } from 'vitest';
import { usageMeter } from '../../src/runtimes/usage.ts';

/** A process whose every reading costs `costMs` of both clocks, and whose CPU clock advances in steps. */
function simulatedProcess({ costMs = 0.002, stepMs = 0.001 } = {}) {
  const state = { wallMs: 0, cpuMs: 0, waits: 1, mainWaits: undefined as number | undefined, faults: 0 };
  const usage = () => {
    state.wallMs += costMs;
    state.cpuMs += costMs;
    return {
      userCPUTime: 1000 * stepMs * Math.floor(state.cpuMs / stepMs),
      systemCPUTime: 0,
      minorPageFault: state.faults,
      majorPageFault: 0,
      voluntaryContextSwitches: state.waits,
    } as NodeJS.ResourceUsage;
  };
  const meter = usageMeter({ usage, waits: () => state.mainWaits, clock: () => state.wallMs });
  return { state, meter };
}

test('a meter tells what happened between its marks, and the CPU time of each run', () => {
  const { state, meter } = simulatedProcess();
  state.cpuMs += 100;
  meter!.start();
  for (const cpuMs of [30, 10]) {
    meter!.mark();
    state.cpuMs += cpuMs;
    state.wallMs += 50;
    state.waits += 2;
    state.faults += 7;
  }
  meter!.mark();
  state.cpuMs += 100;
  expect(meter!.usage()).toEqual({
    cpuMs: [expect.closeTo(30, 2), expect.closeTo(10, 2)],
    waits: 4,
    pageFaults: 14,
  });
});

test('waits of helper threads do not count where the system tells threads apart', () => {
  const { state, meter } = simulatedProcess();
  state.mainWaits = 5;
  meter!.start();
  meter!.mark();
  state.waits += 9;
  state.mainWaits += 1;
  meter!.mark();
  expect(meter!.usage().waits).toBe(1);
});

test('waits are absent where the system does not count them', () => {
  const { state, meter } = simulatedProcess();
  state.waits = 0;
  meter!.start();
  meter!.mark();
  meter!.mark();
  expect(meter!.usage()).not.toHaveProperty('waits');
});

test('there is no meter where the CPU clock advances by timer ticks, or not at all', () => {
  expect(simulatedProcess({ costMs: 0.5, stepMs: 15.6 }).meter).toBeUndefined();
  expect(simulatedProcess({ costMs: 1, stepMs: 1e9 }).meter).toBeUndefined();
});
