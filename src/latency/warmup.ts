import { median } from '../stats/index.ts';

export interface Warmup {
  readonly runs: number;
  /** False if the time limit ended the warm-up. */
  readonly settled: boolean;
  /** Median of the last four runs, milliseconds. */
  readonly medianMs: number;
}

const WINDOW = 4;
const TOLERANCE = 0.05;

/**
 * Runs until the running median settles (that of the last four runs is within 5 % of that of the four before), or
 * `maxMs` have passed, but at least twice. One warm-up run can leave a bias of a sixth: memory allocation, packed
 * weights and the CPU's clock speed all need several.
 *
 * @param run one inference, its duration in milliseconds
 * @param clock milliseconds, monotonic
 */
export async function warmUp(
  run: () => Promise<number>,
  maxMs: number,
  clock: () => number,
): Promise<Warmup> {
  const start = clock();
  const durations: number[] = [];
  while (durations.length < 2 || clock() - start < maxMs) {
    durations.push(await run());
    if (settles(durations)) {
      return { runs: durations.length, settled: true, medianMs: median(durations.slice(-WINDOW)) };
    }
  }
  return { runs: durations.length, settled: false, medianMs: median(durations.slice(-WINDOW)) };
}

function settles(durations: readonly number[]): boolean {
  if (durations.length < 2 * WINDOW) return false;
  const now = median(durations.slice(-WINDOW));
  const before = median(durations.slice(-2 * WINDOW, -WINDOW));
  return Math.abs(now / before - 1) <= TOLERANCE;
}
