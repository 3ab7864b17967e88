import { performance } from 'node:perf_hooks';
import { mainThreadWaits } from '../processes/index.ts';
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

/** What a meter reads; tests replace it. */
export interface UsageSource {
  usage(): Readonly<NodeJS.ResourceUsage>;
  /** Voluntary context switches of the thread that runs models; undefined if the system does not tell them apart. */
  waits(): number | undefined;
  /** Milliseconds, monotonic. */
  clock(): number;
}

const thisProcess: UsageSource = {
  usage: () => process.resourceUsage(),
  waits: mainThreadWaits,
  clock: () => performance.now(),
};

/** Runs take a millisecond and more; a step of this size can be told in each. */
const COARSEST_STEP_MS = 0.05;

/**
 * Makes a meter of what this process uses. First waits for a few steps of the CPU clock, which takes microseconds, or
 * 50 ms where it advances by timer ticks (Windows).
 *
 * @returns undefined if the CPU clock is too coarse to time a run
 */
export function usageMeter(source: UsageSource = thisProcess): UsageMeter | undefined {
  if (clockStep(source) > COARSEST_STEP_MS) return undefined;
  let marks: Readonly<NodeJS.ResourceUsage>[] = [];
  let waitsBefore: number | undefined;
  return {
    start: () => {
      marks = [];
      waitsBefore = source.waits();
    },
    mark: () => {
      marks.push(source.usage());
    },
    usage: () => {
      const [first, last] = [marks[0]!, marks.at(-1)!];
      const since = (field: keyof NodeJS.ResourceUsage) => last[field] - first[field];
      // A process that answers messages has waited for one, so a system that counts has counted.
      const ofAllThreads = last.voluntaryContextSwitches > 0 ? since('voluntaryContextSwitches') : undefined;
      const waits = waitsBefore === undefined ? ofAllThreads : (source.waits() ?? waitsBefore) - waitsBefore;
      return {
        cpuMs: marks.slice(1).map((mark, run) => cpuMs(mark) - cpuMs(marks[run]!)),
        ...(waits === undefined ? {} : { waits }),
        pageFaults: since('minorPageFault') + since('majorPageFault'),
      };
    },
  };
}

function cpuMs({ userCPUTime, systemCPUTime }: Readonly<NodeJS.ResourceUsage>): number {
  return (userCPUTime + systemCPUTime) / 1000;
}

/** The smallest of a few steps of the CPU clock, in milliseconds: where this process is interrupted, one is larger. */
function clockStep({ usage, clock }: UsageSource): number {
  const cpu = () => cpuMs(usage());
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
