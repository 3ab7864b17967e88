import { mean, studentCdf } from '../../stats/index.ts';
import { bestSplit } from './energy.ts';
import type { Night } from './nights.ts';

/** Parameters of change detection; `npm run bench -- detector` measures the error rates of the defaults. */
export interface ChangeOptions {
  /** Smallest change that matters, a fraction. */
  readonly margin: number;
  /** Probability of any false alarm in a night, over all series. */
  readonly level: number;
  /** Number of series tested together in a night. */
  readonly family: number;
  /** Number of nights considered; older ones are ignored. */
  readonly window: number;
  /** Nights required at the level before a change. */
  readonly leastBefore: number;
}

export const CHANGE_DEFAULTS: ChangeOptions = {
  margin: 0.05,
  level: 0.001,
  family: 1,
  window: 50,
  leastBefore: 8,
};

/** A change of the level of a series. */
export interface Change {
  /** The first night after it. */
  readonly night: Night;
  /** Last night before it. */
  readonly last: Night;
  /** Nights since the change, the first included. */
  readonly nights: number;
  /** Level after the change divided by the level before. */
  readonly ratio: number;
  readonly p: number;
  /**
   * *regressed* and *improved*: at least the margin, seen in two or more nights, and confirmed by a second
   * measurement. *suspected*: not confirmed yet. *shifted*: significant, but smaller than the margin.
   */
  readonly verdict: 'regressed' | 'improved' | 'shifted' | 'suspected';
}

/** A split with a larger p-value is not divided further. */
const WEAK = 0.05;

/**
 * Finds the change points of a series: E-divisive proposes splits top down, and a t-test keeps or merges them
 * bottom up (as Hunter does; Fleming et al. 2023). Deterministic: no permutations.
 *
 * A split is kept if its p-value times the number of candidate positions and of series in the family (Bonferroni)
 * is at most the level.
 */
export function changesOf(nights: readonly Night[], change: Partial<ChangeOptions> = {}): Change[] {
  const options = { ...CHANGE_DEFAULTS, ...change };
  const seen = nights.slice(-options.window);
  if (seen.length < options.leastBefore + 1) return [];
  const tests = Math.max(1, options.family) * Math.max(1, seen.length - options.leastBefore);
  const bounds = kept(seen, splits(seen, 0, seen.length), options.level / tests);
  return bounds.slice(1, -1).flatMap((at, index): Change[] => {
    const before = seen.slice(bounds[index], at);
    const after = seen.slice(at, bounds[index + 2]);
    // The window may cut off the start of its first level.
    if (before.length < (index === 0 ? options.leastBefore : 2)) return [];
    const log = levelOf(after) - levelOf(before);
    return [
      {
        night: after[0]!,
        last: before.at(-1)!,
        nights: after.length,
        ratio: Math.exp(log),
        p: Math.min(1, pooledTest(before, after) * tests),
        verdict: verdictOf(log, after, options.margin),
      },
    ];
  });
}

/**
 * Whether the newest night deviates from the level before it so far that it should be measured again: by at least the
 * margin, with a p-value of at most 0.01. False if too few nights establish that level.
 */
export function looksChanged(nights: readonly Night[], change: Partial<ChangeOptions> = {}): boolean {
  const options = { ...CHANGE_DEFAULTS, ...change };
  const seen = nights.slice(-options.window);
  const newest = seen.at(-1);
  if (newest === undefined) return false;
  const settled = changesOf(nights.slice(0, -1), options).findLast(({ verdict }) => verdict !== 'suspected');
  const start = settled === undefined ? 0 : seen.findIndex(({ run }) => run === settled.night.run);
  // The last nights may deviate themselves, so they do not count towards the level.
  const before = seen.slice(Math.max(0, start), -1);
  const steady = withoutTail(before, options.margin);
  if (steady.length < Math.min(options.leastBefore, 4)) return false;
  const log = newest.log - levelOf(steady);
  return Math.abs(log) >= Math.log1p(options.margin) && pooledTest(steady, [newest]) <= 0.01;
}

/** Drops up to three of the last nights that deviate from the median of all by the margin or more. */
function withoutTail(nights: readonly Night[], margin: number): Night[] {
  const logs = nights.map(({ log }) => log).sort((a, b) => a - b);
  const center = logs[logs.length >> 1] ?? 0;
  let end = nights.length;
  while (
    end > Math.max(0, nights.length - 3) &&
    Math.abs(nights[end - 1]!.log - center) >= Math.log1p(margin)
  )
    end--;
  return nights.slice(0, end);
}

function verdictOf(log: number, after: readonly Night[], margin: number): Change['verdict'] {
  if (Math.abs(log) < Math.log1p(margin)) return 'shifted';
  if (after.length < 2 || !after.some(({ confirmed }) => confirmed)) return 'suspected';
  return log > 0 ? 'regressed' : 'improved';
}

/** Proposes splits of nights[from, to) as indices, top down. */
function splits(nights: readonly Night[], from: number, to: number): number[] {
  const own = nights.slice(from, to);
  const split = bestSplit(own.map(({ log }) => log));
  if (split === undefined || pooledTest(own.slice(0, split), own.slice(split)) > WEAK) return [];
  return [...splits(nights, from, from + split), from + split, ...splits(nights, from + split, to)];
}

/** Drops the weakest split until every p-value is at most `strong`; returns the bounds of the remaining segments. */
function kept(nights: readonly Night[], at: readonly number[], strong: number): number[] {
  const bounds = [0, ...at, nights.length];
  for (;;) {
    let weakest = 0;
    let highest = strong;
    for (let index = 1; index < bounds.length - 1; index++) {
      const p = pooledTest(
        nights.slice(bounds[index - 1], bounds[index]),
        nights.slice(bounds[index], bounds[index + 1]),
      );
      if (p > highest) [weakest, highest] = [index, p];
    }
    if (weakest === 0) return bounds;
    bounds.splice(weakest, 1);
  }
}

/**
 * Two-sided p-value of Student's t-test with pooled variance. The variance is at least that within the runs,
 * because a few nights may agree by chance.
 */
function pooledTest(before: readonly Night[], after: readonly Night[]): number {
  const [a, b] = [before.length, after.length];
  const freedom = a + b - 2;
  if (freedom < 1) return 1;
  const [left, right] = [levelOf(before), levelOf(after)];
  const squares =
    before.reduce((sum, { log }) => sum + (log - left) ** 2, 0) +
    after.reduce((sum, { log }) => sum + (log - right) ** 2, 0);
  const own = (nights: readonly Night[]) => mean(nights.map(({ error }) => error ** 2));
  const spread = squares / freedom;
  const variance = Math.max(spread, own(before)) / a + Math.max(spread, own(after)) / b;
  if (variance === 0) return left === right ? 1 : 0;
  return 2 * studentCdf(-Math.abs(right - left) / Math.sqrt(variance), freedom);
}

function levelOf(nights: readonly Night[]): number {
  return mean(nights.map(({ log }) => log));
}
