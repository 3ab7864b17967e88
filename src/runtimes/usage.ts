import { performance } from 'node:perf_hooks';
import type { Usage } from './types.ts';

/** Measures what this process uses between `start` and `stop`. */
export interface UsageMeter {
  start(): void;
  stop(): void;
  usage(): Usage;
}

/** A turn lasts some 30 ms, so a step of this size is one in a hundred of it. */
const COARSEST_STEP_MS = 0.3;

/**
 * Makes a meter of what this process uses; one reading takes about two microseconds. First waits for a few steps of the
 * CPU clock, which takes microseconds, or 50 ms where it advances by timer ticks (Windows).
 *
 * @param read,clock the process's usage, and milliseconds; replaced in tests
 * @returns undefined if the CPU clock is too coarse to time a turn
 */
export function usageMeter(
  read: () => Readonly<NodeJS.ResourceUsage> = () => process.resourceUsage(),
  clock: () => number = () => performance.now(),
): UsageMeter | undefined {
  if (clockStep(() => cpuMs(read()), clock) > COARSEST_STEP_MS) return undefined;
  let first = read();
  let last = first;
  return {
    start: () => {
      first = read();
    },
    stop: () => {
      last = read();
    },
    usage: () => {
      const since = (field: keyof NodeJS.ResourceUsage) => last[field] - first[field];
      // A process that answers messages has waited for one, so a system that counts has counted.
      const counted = last.voluntaryContextSwitches > 0;
      return {
        cpuMs: cpuMs(last) - cpuMs(first),
        ...(counted ? { waits: since('voluntaryContextSwitches') } : {}),
        pageFaults: since('minorPageFault') + since('majorPageFault'),
      };
    },
  };
}

function cpuMs({ userCPUTime, systemCPUTime }: Readonly<NodeJS.ResourceUsage>): number {
  return (userCPUTime + systemCPUTime) / 1000;
}

/** The smallest of a few steps of the CPU clock, in milliseconds: while this process is interrupted, others are larger. */
function clockStep(cpu: () => number, clock: () => number): number {
  const step = () => {
    const start = clock();
    const before = cpu();
    for (;;) {
      const now = cpu();
      if (now > before) return now - before;
      if (clock() - start > 100) return Number.POSITIVE_INFINITY;
    }
  };
  return Math.min(step(), step(), step());
}
