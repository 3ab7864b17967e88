import { seededRandom } from '../../../src/stats/index.ts';
import { CALM, simulate, type TrueChange, type Weather } from './simulate.ts';

/** Nights to simulate, by name. */
export const SCENARIOS: Readonly<Record<string, Partial<Weather>>> = {
  'independent nights': {},
  'correlated nights (0.5)': { memory: 0.5 },
  'heavy tails (t with 3 degrees of freedom)': { tails: 3 },
  'heavy tails, correlated': { tails: 3, memory: 0.5 },
  'weekly season of 3 %': { seasons: [{ amplitude: 0.03, days: 7, of: 1 }] },
  'weekly season of 5 %': { seasons: [{ amplitude: 0.05, days: 7, of: 1 }] },
  'yearly season of 3 %': { seasons: [{ amplitude: 0.03, days: 365, of: 1 }] },
  'yearly season of 5 %': { seasons: [{ amplitude: 0.05, days: 365, of: 1 }] },
  'yearly season of 5 % in 1 of 20 cells': { seasons: [{ amplitude: 0.05, days: 365, of: 0.05 }] },
  'quarterly season of 3 %': { seasons: [{ amplitude: 0.03, days: 90, of: 1 }] },
  'quarterly season of 5 %': { seasons: [{ amplitude: 0.05, days: 90, of: 1 }] },
  'yearly season of 5 % in the anchor': {
    common: 0.005,
    seasons: [{ amplitude: 0.05, days: 365, of: 'anchor' }],
  },
  'shared machine': {
    night: 0.012,
    memory: 0.5,
    common: 0.008,
    run: 0.008,
    seasons: [{ amplitude: 0.01, days: 90, of: 1 }],
    neighbours: 0.08,
    neighbour: 0.1,
    missing: 0.04,
    machine: 180,
  },
};

/** Nights without any change of the cells: how many of them call one slower or faster. */
export function falseNights(
  { nights, cells, seed }: { nights: number; cells: number; seed: string },
  weather: Partial<Weather>,
): { measured: number; alarms: number; again: number } {
  let [measured, alarms, again] = [0, 0, 0];
  for (const night of simulate({ cells, nights }, { ...CALM, ...weather }, seed)) {
    if (night === undefined) continue;
    measured++;
    again += night.again / cells;
    if (night.calls.some(({ verdict }) => verdict !== 'shifted')) alarms++;
  }
  return { measured, alarms, again: again / measured };
}

/** How often a change of one cell among many is called, and as what. */
export interface Power {
  readonly trials: number;
  /** Called as a step within 3 and within 10 nights. */
  readonly within3: number;
  readonly within10: number;
  /** Of those within 10 nights: with the very night, and with it or one next to it. */
  readonly exact: number;
  readonly near: number;
  /** Called within 90 nights, by its first call. */
  readonly step: number;
  readonly creep: number;
}

/**
 * Trials of changes of single cells: each history of 200 nights has one cell in twenty-five that changes, in a night
 * between the 60th and the 110th.
 */
export function power(
  { histories, cells, seed }: { histories: number; cells: number; seed: string },
  { size, over }: { size: number; over: number },
  weather: Partial<Weather>,
): Power {
  const sum = { trials: 0, within3: 0, within10: 0, exact: 0, near: 0, step: 0, creep: 0 };
  for (let history = 0; history < histories; history++) {
    const random = seededRandom(`${seed}/${history}`);
    const changes = Array.from({ length: Math.max(1, Math.floor(cells / 25)) }, (_, cell): TrueChange => {
      return { cell, size, over, begins: 60 + Math.floor(50 * random()) };
    });
    const nights = over > 1 ? 200 : 122;
    const all = [...simulate({ cells, nights }, { ...CALM, ...weather }, `${seed}/${history}`, changes)];
    const calls = all.flatMap((night) => night?.calls ?? []).filter(({ verdict }) => verdict === 'regressed');
    for (const { cell, begins } of changes) {
      sum.trials++;
      const [first] = calls.filter((call) => call.cell === cell && call.night >= begins);
      if (first === undefined || first.night >= begins + 90) continue;
      sum[first.kind]++;
      if (first.kind !== 'step' || first.night >= begins + 10) continue;
      sum.within10++;
      if (first.night < begins + 3) sum.within3++;
      if (first.first === begins) sum.exact++;
      if (Math.abs(first.first - begins) <= 1) sum.near++;
    }
  }
  return sum;
}
