import {
  addNight,
  type Judged,
  judgeNight,
  newMachine,
  WATCH_DEFAULTS,
  type WatchOptions,
} from './machine.ts';
import type { Night } from './nights.ts';

/** A change of the level of a series. */
export interface Change {
  /** *step*: from one night to the next. *creep*: over weeks. *drift*: of the machine or its anchor, not of the cell. */
  readonly kind: Judged['kind'] | 'drift';
  /** The first night after it. */
  readonly night: Night;
  /** Last night before it. */
  readonly last: Night;
  /** Id of the run whose night was the first to show it. */
  readonly shownBy: string;
  /** Nights since the change, the first included. */
  readonly nights: number;
  /** Level after the change divided by the level before. */
  readonly ratio: number;
  /** Chance alone says as much once in this many nights, over all series of the machine; Infinity if there is no chance. */
  readonly onceIn: number;
  /**
   * *regressed* and *improved*: at least the margin; a step is also seen in two or more nights, and confirmed by a second
   * measurement. *suspected*: a step that is not confirmed yet. *shifted*: certain, but smaller than the margin.
   */
  readonly verdict: 'regressed' | 'improved' | 'shifted' | 'suspected';
}

/** What the nights say of one series. */
export interface Watched {
  readonly changes: readonly Change[];
  /** Whether the newest night of the machine deviates so far that it should be measured again. */
  readonly looksChanged: boolean;
}

/**
 * Follows the series of one machine night by night, and names the changes when they become certain: what later nights
 * show does not alter it.
 *
 * @param series the nights of each series, in the order of time
 */
export function watch(series: readonly (readonly Night[])[], change: Partial<WatchOptions> = {}): Watched[] {
  const options = { ...WATCH_DEFAULTS, ...change };
  const machine = newMachine(series.length);
  const byRun = series.map((nights) => new Map(nights.map((night) => [night.run, night])));
  const runs = runsOf(series);
  const called: { readonly found: Judged; readonly shownBy: string }[] = [];
  let pending: readonly Judged[] = [];
  for (const { run, day } of runs) {
    const values = byRun.map((nights) => nights.get(run)?.log);
    const judged = judgeNight(machine, day, values, options);
    const confirmed = (cell: number, first: number) =>
      runs.slice(first, machine.days.length + 1).some((one) => byRun[cell]!.get(one.run)?.confirmed === true);
    const certain = judged.filter((found) => isCertain(found, machine.days.length, confirmed));
    pending = judged.filter((found) => !certain.includes(found));
    called.push(...certain.map((found) => ({ found, shownBy: run })));
    addNight(machine, day, values, certain);
  }
  const newest = runs.at(-1)?.run ?? '';
  return series.map((nights, cell): Watched => {
    const own = [
      ...called.filter(({ found }) => found.cell === cell),
      ...pending
        .filter((found) => found.cell === cell && found.alarm)
        .map((found) => ({ found, shownBy: newest })),
    ];
    const changes = own.map(({ found, shownBy }, at): Change => {
      const from = runs[found.first]!;
      const end = own[at + 1] === undefined ? undefined : runs[own[at + 1]!.found.first]!.at;
      const after = nights.filter(({ at: day }) => day >= from.at && (end === undefined || day < end));
      return {
        kind: found.kind,
        night: after[0]!,
        last: nights.findLast(({ at: day }) => day < from.at)!,
        shownBy,
        nights: after.length,
        ratio: Math.exp(found.size),
        onceIn: found.onceIn,
        verdict: pending.includes(found) ? 'suspected' : verdictOf(found, options.margin),
      };
    });
    return { changes, looksChanged: pending.some((found) => found.cell === cell) };
  });
}

/** Whether an alarm is called: a step needs two nights and a confirmation among them. */
export function isCertain(
  { alarm, kind, cell, first }: Judged,
  night: number,
  confirmed: (cell: number, first: number) => boolean,
): boolean {
  return alarm && (kind === 'creep' || (night > first && confirmed(cell, first)));
}

function verdictOf({ size, kind }: Judged, margin: number): Change['verdict'] {
  if (kind === 'step' && Math.abs(size) < Math.log1p(margin)) return 'shifted';
  return size > 0 ? 'regressed' : 'improved';
}

/** The runs of all series, in the order of time. */
function runsOf(series: readonly (readonly Night[])[]): { run: string; at: string; day: number }[] {
  const found = new Map(series.flat().map(({ run, at }) => [run, at]));
  return [...found]
    .map(([run, at]) => ({ run, at, day: Date.parse(at) / 86_400_000 }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.run < b.run ? -1 : 1));
}
