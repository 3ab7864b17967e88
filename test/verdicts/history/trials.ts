import { seededRandom } from '../../../src/stats/index.ts';
import { type Change, type ChangeOptions, changesOf } from '../../../src/verdicts/history/changes.ts';
import { nightsOf } from '../../../src/verdicts/history/nights.ts';
import { measureNight, newCell, type SimulatedCell, simulatedNights, type Weather } from './simulate.ts';

/** Nights without any change: how many of them call something regressed. */
export function falseNights(
  { nights, cells: count, seed }: { nights: number; cells: number; seed: string },
  weather: Weather,
  change: Partial<ChangeOptions> = {},
): { measured: number; alarms: number; suspected: number } {
  const random = seededRandom(seed);
  const cells = Array.from({ length: count }, () => newCell(random));
  const called = cells.map(() => new Set<string>());
  let [measured, alarms, suspected] = [0, 0, 0];
  for (const night of simulatedNights(nights, weather, random)) {
    if (night === undefined) continue;
    measured++;
    let alarm = false;
    for (const [at, cell] of cells.entries()) {
      measureNight(cell, night, 1, weather, random);
      if (cell.points.at(-1)?.confirms !== undefined) suspected++;
      for (const one of regressions(cell, count, change)) {
        // The same change may move by a night as more is known.
        const known = [...called[at]!].some(
          (earlier) => Math.abs(Date.parse(earlier) - Date.parse(one.night.at)) < 6 * 86_400_000,
        );
        if (!known) alarm = true;
        called[at]!.add(one.night.at);
      }
    }
    if (alarm) alarms++;
  }
  return { measured, alarms, suspected };
}

/** Trials of one model, several cells, that becomes slower one night: named in time, and with its night? */
export function namedSlowdowns(
  {
    trials,
    cells: count,
    family,
    slowdown,
    within,
    seed,
  }: {
    trials: number;
    /** Cells of the model. */
    cells: number;
    /** Cells of the suite. */
    family: number;
    slowdown: number;
    /** Nights in which it must be named, the first slow one included. */
    within: number;
    seed: string;
  },
  weather: Weather,
  change: Partial<ChangeOptions> = {},
): { named: number; withNight: number } {
  let [named, withNight] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const random = seededRandom(`${seed}/${trial}`);
    const cells = Array.from({ length: count }, () => newCell(random));
    const begins = 30 + Math.floor(30 * random());
    let first: string | undefined;
    for (const night of simulatedNights(begins + within, weather, random)) {
      if (night === undefined) continue;
      const slow = night.index >= begins;
      for (const cell of cells) measureNight(cell, night, slow ? 1 + slowdown : 1, weather, random);
      if (slow) first ??= cells[0]!.points.at(-1)!.at;
    }
    const calls = cells
      .flatMap((cell) => regressions(cell, family, change))
      .filter(({ night }) => Date.parse(night.at) >= Date.UTC(2026, 0, 1 + begins - 3));
    if (calls.length > 0) named++;
    if (calls.some(({ night }) => night.at === first)) withNight++;
  }
  return { named, withNight };
}

function regressions({ points }: SimulatedCell, family: number, change: Partial<ChangeOptions>): Change[] {
  return changesOf(nightsOf(points), { ...change, family }).filter(({ verdict }) => verdict === 'regressed');
}
