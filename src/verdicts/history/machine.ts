import {
  type ChangeEvidence,
  changeEvidence,
  covarianceOf,
  fitWander,
  halfDifference,
  mean,
  median,
  normalQuantile,
  onlyNoise,
  type Wander,
  type Whitening,
  whitening,
} from '../../stats/index.ts';

/** Parameters of change detection; `npm run bench -- nights` measures the error rates of the defaults. */
export interface WatchOptions {
  /** Smallest step that matters, a fraction. */
  readonly margin: number;
  /** Nights per false alarm of all cells together, on average and at least, if nothing changes. */
  readonly runLength: number;
}

export const WATCH_DEFAULTS: WatchOptions = { margin: 0.02, runLength: 1000 };

/** Latest nights that a judgement considers. */
const WINDOW = 90;
/** Nights required before a step. */
const LEAST = 3;
/** Largest distance of two nights whose difference is remembered, in days. */
const REACH = 45;
/** Until a machine is known, an unchanged cell is taken to differ by 2 % between nights; this many pairs know it better. */
const ASSUMED = 0.02 ** 2;
const ASSUMED_PAIRS = 20;
/** A step is one only if it explains the nights this many times better than an even rise. */
const ABRUPT = 5;
/** Evidence at which a night is measured again. */
const DOUBT = 30;
/** Differences beyond this many standard deviations count as this many: they may be changes. */
const FAR = 3.5;
/** Nights before a step that its size is measured against. */
const BEFORE = 20;
/** A creep: a rise by more than this within so many nights, from ten nights to ten nights. */
const CREEP = 0.05;
const CREEP_NIGHTS = 60;
const BLOCK = 10;

/** What is known of one cell on a machine. */
interface Cell {
  /** Logarithms by night of the machine; undefined where it was not measured. */
  readonly values: (number | undefined)[];
  /** First night of the present level. */
  start: number;
  /** Sums of half squared differences by distance in days, within the level, and their numbers. */
  readonly halves: Float64Array;
  readonly counts: Float64Array;
}

/** The cells of one machine, night after night. */
export interface Machine {
  readonly days: number[];
  readonly cells: readonly Cell[];
  /** How the nights of an unchanged cell differ on this machine, from the nights so far. */
  wander: Wander;
}

/** What a night says of one cell. */
export interface Judged {
  readonly cell: number;
  readonly kind: 'step' | 'creep';
  /** How seldom chance alone says as much, in nights of all cells together. */
  readonly onceIn: number;
  /** Index of the first night after the change, and of the last one before it. */
  readonly first: number;
  readonly last: number;
  /** Where the new level begins: at a step's first night, after a creep. */
  readonly settled: number;
  /** Change of the logarithm. */
  readonly size: number;
  /** Whether it is an alarm, or merely a reason to measure again. */
  readonly alarm: boolean;
}

export function newMachine(cells: number): Machine {
  return {
    days: [],
    cells: Array.from({ length: cells }, () => ({
      values: [],
      start: 0,
      halves: new Float64Array(REACH + 1),
      counts: new Float64Array(REACH + 1),
    })),
    wander: onlyNoise(ASSUMED),
  };
}

/**
 * Judges the values of one more night, from what the nights before it say about an unchanged cell; the machine stays as
 * it is. Steps are alarms by e-BH over the cells (Wang and Ramdas 2022), so that a false alarm comes once in `runLength`
 * nights, whatever the number of cells.
 *
 * @param values logarithm of each cell; undefined if it was not measured
 * @returns cells that changed or may have
 */
export function judgeNight(
  machine: Machine,
  day: number,
  values: readonly (number | undefined)[],
  options: WatchOptions,
): Judged[] {
  const family = values.filter((value) => value !== undefined).length;
  if (family === 0) return [];
  const night = machine.days.length;
  const windows = windowsOf(machine, day);
  const steps = machine.cells.flatMap((cell, at): (Judged & { readonly evidence: number })[] => {
    const value = values[at];
    if (value === undefined) return [];
    const nights = levelOf(cell, night);
    if (nights.length < LEAST + 1) return [];
    const logs = nights.map((one) => cell.values[one]!);
    const found = changeEvidence(windows(nights), [...logs, value]);
    // An even rise may be a season: it is left to the creeps.
    if (found.evidence < DOUBT || found.evidence < ABRUPT * found.gradual) return [];
    return [{ ...stepOf(at, found, [...nights, night], [...logs, value], family), evidence: found.evidence }];
  });
  const alarms = alarming(steps, family * options.runLength);
  const certain = new Set(alarms.map(({ cell }) => cell));
  const creeps = creepsOf(machine, day, values, family, options.runLength).filter(
    ({ cell }) => !certain.has(cell),
  );
  const crept = new Set(creeps.map(({ cell }) => cell));
  return [
    ...steps
      .filter(({ cell }) => !crept.has(cell))
      .map(({ evidence: _, ...one }) => ({ ...one, alarm: certain.has(one.cell) })),
    ...creeps,
  ];
}

/** Adds a night to the machine. @param changed what was judged to have changed: a new level begins there */
export function addNight(
  machine: Machine,
  day: number,
  values: readonly (number | undefined)[],
  changed: readonly Judged[],
): void {
  const night = machine.days.length;
  machine.days.push(day);
  const since = new Map(changed.map(({ cell, settled }) => [cell, settled]));
  for (const [at, cell] of machine.cells.entries()) {
    cell.values.push(values[at]);
    const first = since.get(at);
    if (first === undefined) remember(machine, cell, night);
    else {
      cell.start = first;
      cell.halves.fill(0);
      cell.counts.fill(0);
      for (let one = first + 1; one <= night; one++) remember(machine, cell, one);
    }
  }
  machine.wander = wanderOf(machine);
}

function stepOf(
  cell: number,
  { evidence, first }: ChangeEvidence,
  nights: readonly number[],
  logs: readonly number[],
  family: number,
): Judged {
  return {
    cell,
    kind: 'step',
    onceIn: evidence / family,
    first: nights[first]!,
    last: nights[first - 1]!,
    settled: nights[first]!,
    size: mean(logs.slice(first)) - mean(logs.slice(Math.max(0, first - BEFORE), first)),
    alarm: false,
  };
}

/** The cells that e-BH rejects at a threshold for one of them: the k with the most evidence, each with threshold / k. */
function alarming<T extends { readonly evidence: number }>(steps: readonly T[], threshold: number): T[] {
  const sorted = steps.toSorted((a, b) => b.evidence - a.evidence);
  let count = sorted.length;
  while (count > 0 && sorted[count - 1]!.evidence < threshold / count) count--;
  return sorted.slice(0, count);
}

/** Cells that rose or fell by more than a creep's size, comparing the last ten nights with ten nights sixty days ago. */
function creepsOf(
  { days, cells, wander }: Machine,
  day: number,
  values: readonly (number | undefined)[],
  family: number,
  runLength: number,
): Judged[] {
  const night = days.length;
  if (night < 2 * BLOCK || day - days[0]! < CREEP_NIGHTS) return [];
  const all = [...days, day];
  const limit = -normalQuantile(0.5 / (family * runLength));
  const spreads = new Map<string, number>();
  return cells.flatMap((cell, at): Judged[] => {
    if (values[at] === undefined) return [];
    const valueAt = (one: number) => (one === night ? values[at] : cell.values[one]);
    const nights = Array.from({ length: night - cell.start + 1 }, (_, k) => cell.start + k).filter(
      (one) => valueAt(one) !== undefined,
    );
    const newest = nights.slice(-BLOCK);
    const until = all[newest[0]!]! - CREEP_NIGHTS + BLOCK;
    const oldest = nights.filter((one) => all[one]! < until).slice(-BLOCK);
    if (oldest.length < BLOCK) return [];
    const rise = trimmed(newest.map((one) => valueAt(one)!)) - trimmed(oldest.map((one) => valueAt(one)!));
    const beyond = Math.abs(rise) - Math.log1p(CREEP);
    if (beyond <= 0) return [];
    const key = [...oldest, ...newest].join();
    const spread =
      spreads.get(key) ??
      contrast(
        wander,
        [...oldest, ...newest].map((one) => all[one]!),
      );
    spreads.set(key, spread);
    const error = spread * Math.max(1, restless(cell, wander));
    if (beyond < limit * error) return [];
    const [first, last] = [oldest.at(-1)! + 1, oldest.at(-1)!];
    const settled = newest[0]!;
    return [{ cell: at, kind: 'creep', onceIn: runLength, first, last, settled, size: rise, alarm: true }];
  });
}

/** Standard deviation of the difference of two blocks of nights. */
function contrast(wander: Wander, days: readonly number[]): number {
  const sign = (at: number) => (at < days.length / 2 ? -1 : 1) / (days.length / 2);
  let variance = 0;
  for (const [a, row] of covarianceOf(wander, days).entries())
    for (const [b, value] of row.entries()) variance += (a === b ? 1 : 2) * sign(a) * sign(b) * value;
  return Math.sqrt(Math.max(0, variance));
}

/** How far a cell scatters from one night to the next, compared with the machine's cells. */
function restless(cell: Cell, wander: Wander): number {
  const steps: number[] = [];
  for (let one = cell.start + 1; one < cell.values.length; one++) {
    const [a, b] = [cell.values[one - 1], cell.values[one]];
    if (a !== undefined && b !== undefined) steps.push(Math.abs(b - a));
  }
  if (steps.length === 0) return 1;
  return median(steps) / 0.6745 / Math.sqrt(2 * halfDifference(wander, 1));
}

/** Mean without the two largest and the two smallest. */
function trimmed(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b).slice(2, -2);
  return mean(middle);
}

/** The nights of a cell's present level that a judgement considers. */
function levelOf(cell: Cell, night: number): number[] {
  const nights: number[] = [];
  for (let one = Math.max(cell.start, night - WINDOW); one < night; one++)
    if (cell.values[one] !== undefined) nights.push(one);
  return nights;
}

/** The whitening of the windows that end with a new night; cells with the same nights share one. */
function windowsOf({ days, wander }: Machine, day: number): (nights: readonly number[]) => Whitening {
  const from = Math.max(0, days.length - WINDOW);
  const covariance = covarianceOf(wander, [...days.slice(from), day]);
  const known = new Map<string, Whitening>();
  return (nights) => {
    const key = nights.join();
    let window = known.get(key);
    if (window === undefined) {
      const rows = [...nights.map((one) => one - from), days.length - from];
      window = whitening(
        rows.map((row, at) =>
          Float64Array.from(rows.slice(0, at + 1), (column) => covariance[row]![column]!),
        ),
        LEAST,
      );
      known.set(key, window);
    }
    return window;
  };
}

/** Remembers how a night differs from those before it at the same level. */
function remember({ days, wander }: Machine, cell: Cell, night: number): void {
  const value = cell.values[night];
  if (value === undefined) return;
  for (let one = night - 1; one >= cell.start; one--) {
    const apart = Math.max(1, Math.round(days[night]! - days[one]!));
    if (apart > REACH) break;
    const other = cell.values[one];
    if (other === undefined) continue;
    const most = FAR ** 2 * halfDifference(wander, apart);
    cell.halves[apart] = cell.halves[apart]! + Math.min(most, (value - other) ** 2 / 2);
    cell.counts[apart] = cell.counts[apart]! + 1;
  }
}

/** How an unchanged cell differs between nights, from all cells; the few that changed hardly count. */
function wanderOf({ cells }: Machine): Wander {
  const pooled = Array.from({ length: REACH }, (_, at) => {
    const days = at + 1;
    const known = cells.filter(({ counts }) => counts[days]! > 0);
    const means = known.map(({ halves, counts }) => halves[days]! / counts[days]!);
    const most = means.length < 3 ? Number.POSITIVE_INFINITY : 3 * median(means);
    return {
      days,
      half: means.length === 0 ? 0 : mean(means.map((one) => Math.min(one, most))),
      count: known.reduce((sum, { counts }) => sum + counts[days]!, 0),
    };
  });
  // Distances of which little is known are taken to differ like all the others.
  const total = pooled.reduce((sum, { count }) => sum + count, 0);
  const known = pooled.reduce((sum, { half, count }) => sum + half * count, 0);
  const typical = (known + ASSUMED_PAIRS * ASSUMED) / (total + ASSUMED_PAIRS);
  return fitWander(
    pooled.map(({ days, half, count }) => ({
      days,
      half: (half * count + ASSUMED_PAIRS * typical) / (count + ASSUMED_PAIRS),
      count: count + ASSUMED_PAIRS,
    })),
  );
}
