import { normalDraw, seededRandom, type Uniform } from '../../../src/stats/index.ts';
import { isCertain } from '../../../src/verdicts/history/changes.ts';
import {
  addNight,
  type Judged,
  judgeNight,
  newMachine,
  WATCH_DEFAULTS,
  type WatchOptions,
} from '../../../src/verdicts/history/machine.ts';

/** What the nights of a machine are like; fractions. The detector knows none of it. */
export interface Weather {
  /** Standard deviation of a cell's ratio to the anchor from night to night, and its correlation with the last night. */
  readonly night: number;
  readonly memory: number;
  /** Degrees of freedom of Student's t for the tails of the nights; normal without. */
  readonly tails?: number;
  /** The same for all cells of a night together: the anchor itself. */
  readonly common: number;
  /** Standard deviation of a run's own error. */
  readonly run: number;
  /** Sine waves: amplitude, length in days, and which cells have them, each with its own phase; or the anchor. */
  readonly seasons: readonly {
    readonly amplitude: number;
    readonly days: number;
    readonly of: number | 'anchor';
  }[];
  /** Share of nights with a neighbour, who slows each cell by up to twice this; the anchor shows it in six of ten. */
  readonly neighbours: number;
  readonly neighbour: number;
  /** Share of nights that are missing, and how many nights a machine lasts. */
  readonly missing: number;
  readonly machine: number;
}

/** Nights that are all alike but for noise. */
export const CALM: Weather = {
  night: 0.0115,
  memory: 0,
  common: 0,
  run: 0.0035,
  seasons: [],
  neighbours: 0,
  neighbour: 0,
  missing: 0,
  machine: Number.POSITIVE_INFINITY,
};

/** A change of one cell: its final size, its first night, and over how many nights it grows. */
export interface TrueChange {
  readonly cell: number;
  readonly size: number;
  readonly begins: number;
  readonly over: number;
}

/** A change that the detector calls, in a simulated night. */
export interface Call extends Judged {
  readonly night: number;
  readonly verdict: 'regressed' | 'improved' | 'shifted';
}

/** Night by night, what is called; undefined for a night that is missing. */
export interface SimulatedNight {
  readonly calls: readonly Call[];
  /** Cells that were measured again. */
  readonly again: number;
}

/**
 * Measures cells night after night, measures those again that look changed or were noisy, and follows them as `history` does.
 */
export function* simulate(
  count: { readonly cells: number; readonly nights: number },
  weather: Weather,
  seed: string,
  changes: readonly TrueChange[] = [],
  options: WatchOptions = WATCH_DEFAULTS,
): Generator<SimulatedNight | undefined> {
  const random = seededRandom(seed);
  const cells = Array.from({ length: count.cells }, () => ({
    wander: 0,
    phases: weather.seasons.map(() => 2 * Math.PI * random()),
    seasonal: weather.seasons.map(({ of }) => of !== 'anchor' && random() < of),
    confirmed: [] as number[],
  }));
  const anchorPhases = weather.seasons.map(() => 2 * Math.PI * random());
  const byCell = new Map(changes.map((change) => [change.cell, change]));
  let machine = newMachine(count.cells);
  let indices: number[] = [];
  let common = 0;
  for (let night = 0; night < count.nights; night++) {
    if (night > 0 && night % weather.machine === 0) {
      machine = newMachine(count.cells);
      indices = [];
      for (const cell of cells) cell.confirmed = [];
    }
    common = correlated(common, weather.common, weather.memory, normalDraw(random));
    const neighbour = random() < weather.neighbours;
    const noisy = neighbour && random() < 0.6;
    for (const cell of cells)
      cell.wander = correlated(cell.wander, weather.night, weather.memory, tailed(weather.tails, random));
    if (random() < weather.missing) {
      yield undefined;
      continue;
    }
    const anchor = weather.seasons.reduce(
      (sum, { amplitude, days, of }, at) =>
        of === 'anchor' ? sum + wave(amplitude, days, night, anchorPhases[at]!) : sum,
      common,
    );
    const truth = cells.map(({ phases, seasonal }, cell) => {
      const change = byCell.get(cell);
      const grown =
        change === undefined ? 0 : Math.min(1, Math.max(0, (night - change.begins + 1) / change.over));
      const seasons = weather.seasons.reduce(
        (sum, { amplitude, days }, at) =>
          seasonal[at] ? sum + wave(amplitude, days, night, phases[at]!) : sum,
        0,
      );
      return anchor + seasons + grown * Math.log1p(change?.size ?? 0);
    });
    // A neighbour slows the cell more than the anchor, or less, and has often left when it is measured again.
    const push = () => (neighbour ? weather.neighbour * (1.5 * random() - 0.5) : 0);
    const measured = (at: number, wander: number, pushed: number) =>
      truth[at]! + wander + pushed + weather.run * normalDraw(random);
    const first = cells.map(({ wander }, at) => (noisy ? undefined : measured(at, wander, push())));
    const doubted = new Set(judgeNight(machine, night, first, options).map(({ cell }) => cell));
    let again = 0;
    const values = first.map((value, at) => {
      if (!noisy && !doubted.has(at)) return value;
      again++;
      const stays = neighbour && random() < 0.3;
      if (stays && noisy) return undefined;
      cells[at]!.confirmed.push(indices.length);
      // What was off in the night is mostly off an hour later, too.
      const later = correlated(cells[at]!.wander, weather.night, 0.8, tailed(weather.tails, random));
      return measured(at, later, stays ? push() : 0);
    });
    const judged = judgeNight(machine, night, values, options);
    const certain = judged.filter((found) =>
      isCertain(found, indices.length, (cell, from) => cells[cell]!.confirmed.some((one) => one >= from)),
    );
    addNight(machine, night, values, certain);
    indices.push(night);
    yield {
      again,
      calls: certain.map((found) => ({
        ...found,
        night,
        first: indices[found.first]!,
        verdict:
          found.kind === 'step' && Math.abs(found.size) < Math.log1p(options.margin)
            ? 'shifted'
            : found.size > 0
              ? 'regressed'
              : 'improved',
      })),
    };
  }
}

function wave(amplitude: number, days: number, night: number, phase: number): number {
  return amplitude * Math.sin((2 * Math.PI * night) / days + phase);
}

function correlated(last: number, spread: number, memory: number, draw: number): number {
  return memory * last + Math.sqrt(1 - memory ** 2) * spread * draw;
}

/** A draw with variance 1, from Student's t for three or more degrees of freedom. */
function tailed(degrees: number | undefined, random: Uniform): number {
  const normal = normalDraw(random);
  if (degrees === undefined) return normal;
  let squares = 0;
  for (let at = 0; at < degrees; at++) squares += normalDraw(random) ** 2;
  return normal / Math.sqrt(squares / degrees) / Math.sqrt(degrees / (degrees - 2));
}
