import { performance } from 'node:perf_hooks';
import type { Usage } from './types.ts';

/** Measures what this process uses in runs that follow one another. */
export interface UsageMeter {
  /** Begins a turn. */
  start(): void;
  /** Marks the beginning of a run, or the end of the last one. Takes about two microseconds. */
  mark(): void;
  /** What the process has used between the marks. */
  usage(): Usage;
}

/** Runs take a millisecond and more; a step of this size can be told in each. */
const COARSEST_STEP_MS = 0.05;

/**
 * Makes a meter of what this process uses. First waits for a few steps of the CPU clock, which takes microseconds, or
 * 50 ms where it advances by timer ticks (Windows).
 *
 * @param read,clock the process's usage, and milliseconds; replaced in tests
 * @returns undefined if the CPU clock is too coarse to time a run
 */
export function usageMeter(
  read: () => Readonly<NodeJS.ResourceUsage> = () => process.resourceUsage(),
  clock: () => number = () => performance.now(),
): UsageMeter | undefined {
  if (clockStep(() => cpuMs(read()), clock) > COARSEST_STEP_MS) return undefined;
  let marks: Readonly<NodeJS.ResourceUsage>[] = [];
  return {
    start: () => {
      marks = [];
    },
    mark: () => {
      marks.push(read());
    },
    usage: () => {
      const [first, last] = [marks[0]!, marks.at(-1)!];
      const since = (field: keyof NodeJS.ResourceUsage) => last[field] - first[field];
      // A process that answers messages has waited for one, so a system that counts has counted.
      const counted = last.voluntaryContextSwitches > 0;
      return {
        cpuMs: marks.slice(1).map((mark, run) => cpuMs(mark) - cpuMs(marks[run]!)),
        ...(counted ? { waits: since('voluntaryContextSwitches') } : {}),
        pageFaults: since('minorPageFault') + since('majorPageFault'),
      };
    },
  };
}

function cpuMs({ userCPUTime, systemCPUTime }: Readonly<NodeJS.ResourceUsage>): number {
  return (userCPUTime + systemCPUTime) / 1000;
}

/** The smallest of a few steps of the CPU clock, in milliseconds: where this process is interrupted, one is larger. */
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
