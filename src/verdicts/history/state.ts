import type { HistoryRecord } from '../../results/index.ts';
import { environmentName } from '../compare/index.ts';
import { type Change, type Watched, watch } from './changes.ts';
import { driftsOf, withoutAnchor } from './drift.ts';
import type { WatchOptions } from './machine.ts';
import { type Night, nightsOf } from './nights.ts';
import type { Series } from './schema.ts';

/** A series with its change points. */
export interface SeriesState {
  readonly series: Series;
  readonly nights: readonly Night[];
  readonly changes: readonly Change[];
  /** Id of the newest run, if its value should be confirmed by a second measurement. */
  readonly doubtful?: string;
  /** The earlier series of the same cell that this one continues, and what changed. */
  readonly follows?: { readonly path: string; readonly because: string };
}

/** Options of `stateOf` that differ from the defaults. */
export interface StateOptions extends Partial<WatchOptions> {
  /** How many of the latest nights of each series to consider; all if absent. */
  readonly window?: number;
}

/** Finds the changes of every series; a false alarm is as rare as `runLength` over all series of one machine. */
export function stateOf(all: readonly Series[], options: StateOptions = {}): SeriesState[] {
  const nights = new Map(
    all.map((series) => [
      series,
      nightsOf(series.points).slice(-(options.window ?? Number.POSITIVE_INFINITY)),
    ]),
  );
  const watched = new Map<Series, Watched>();
  for (const machine of byMachine(all.filter((series) => !isExact(series)))) {
    const found = watch(
      machine.map((series) => nights.get(series)!),
      options,
    );
    const changes = withoutAnchor(
      machine,
      found.map((one) => one.changes),
    );
    for (const [at, series] of machine.entries())
      watched.set(series, { ...found[at]!, changes: changes[at]! });
  }
  return all.map((series): SeriesState => {
    const own = nights.get(series)!;
    const found = watched.get(series);
    const changes = found?.changes ?? steps(series, own);
    const doubtful = found ? doubtfulRun(series, own, found.looksChanged) : undefined;
    const follows = predecessor(series, all);
    return {
      series,
      nights: own,
      changes,
      ...(doubtful ? { doubtful } : {}),
      ...(follows ? { follows } : {}),
    };
  });
}

/** The regressions that the newest night of their series is the first to show. */
export function newRegressions(states: readonly SeriesState[]): { state: SeriesState; change: Change }[] {
  return states.flatMap((state) =>
    state.changes
      .filter(({ verdict, shownBy }) => verdict === 'regressed' && shownBy === state.nights.at(-1)?.run)
      .map((change) => ({ state, change })),
  );
}

/** A machine whose speed changed as a whole, and when. */
export interface MachineDrift {
  readonly machine: string;
  readonly change: Change;
}

/** Finds where machines drifted as a whole, the anchor included, which no ratio to the anchor shows. */
export function machineDrifts(all: readonly Series[]): MachineDrift[] {
  return byMachine(all.filter((series) => !isExact(series))).flatMap((machine) =>
    driftsOf(machine).map((change) => ({ machine: environmentName(machine[0]!.header.environment), change })),
  );
}

/** Series that share a machine and versions, whose nights are judged together. */
function byMachine(all: readonly Series[]): Series[][] {
  const machines = new Map<string, Series[]>();
  for (const series of all) {
    const key = JSON.stringify(series.header.environment);
    machines.set(key, [...(machines.get(key) ?? []), series]);
  }
  return [...machines.values()];
}

/** Converts a series to a record for the report. */
export function historyRecord({ series, nights, changes }: SeriesState): HistoryRecord {
  const { header, points } = series;
  const shown = new Set(nights.map(({ run }) => run));
  return {
    type: 'history',
    series: header.series,
    metric: header.metric,
    unit: header.unit,
    environment: [
      environmentName(header.environment),
      header.modelDigest && `model ${header.modelDigest.slice(0, 8)}`,
    ]
      .filter(Boolean)
      .join('; '),
    points: points
      .filter(({ run }) => shown.has(run))
      .map(({ at, value, low, high, commit }) => ({ at, value, low, high, ...(commit ? { commit } : {}) })),
    changes: changes
      .filter(({ verdict }) => verdict !== 'suspected')
      .map(({ kind, night, ratio, onceIn }) => ({
        at: night.at,
        kind,
        ratio,
        ...(Number.isFinite(onceIn) ? { onceIn } : {}),
        ...(night.commit ? { commit: night.commit } : {}),
      })),
  };
}

function isExact({ header }: Series): boolean {
  return header.metric !== 'latency over anchor';
}

/** Smallest step of an accuracy that counts as a regression, a fraction of the images. */
const ACCURACY_MARGIN = 0.005;

/** Change points of a deterministic metric: every step is a change, and needs no confirmation. */
function steps({ header }: Series, nights: readonly Night[]): Change[] {
  return nights.slice(1).flatMap((night, at): Change[] => {
    const last = nights[at]!;
    if (night.log === last.log) return [];
    const step = Math.exp(night.log) - Math.exp(last.log);
    const worse = header.metric === 'top1' ? -step : step;
    const verdict = Math.abs(step) < ACCURACY_MARGIN ? 'shifted' : worse > 0 ? 'regressed' : 'improved';
    const next = nights.findIndex((later, index) => index > at + 1 && later.log !== night.log);
    const until = (next === -1 ? nights.length : next) - (at + 1);
    const ratio = Math.exp(night.log - last.log);
    return [
      {
        kind: 'step',
        night,
        last,
        shownBy: night.run,
        nights: until,
        ratio,
        onceIn: Number.POSITIVE_INFINITY,
        verdict,
      },
    ];
  });
}

function doubtfulRun(
  { points }: Series,
  nights: readonly Night[],
  looksChanged: boolean,
): string | undefined {
  const newest = points.filter(({ confirms }) => confirms === undefined).at(-1);
  if (newest === undefined || points.some(({ confirms }) => confirms === newest.run)) return undefined;
  // A night on a noisy machine counts only once it is confirmed.
  if (newest.noisy) return nights.length > 0 ? newest.run : undefined;
  return looksChanged && nights.at(-1)?.run === newest.run ? newest.run : undefined;
}

function predecessor(series: Series, all: readonly Series[]): SeriesState['follows'] {
  const began = series.points[0]?.at;
  if (began === undefined) return undefined;
  const { header } = series;
  const earlier = all
    .filter(
      ({ header: other, points }) =>
        other.series === header.series && other.metric === header.metric && (points[0]?.at ?? began) < began,
    )
    .sort((a, b) => ((a.points.at(-1)?.at ?? '') < (b.points.at(-1)?.at ?? '') ? -1 : 1))
    .at(-1);
  if (earlier === undefined) return undefined;
  const facts = (of: Series) =>
    new Map([...of.header.environment, ['model', of.header.modelDigest.slice(0, 8)] as [string, string]]);
  const [was, is] = [facts(earlier), facts(series)];
  const because = [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => `${name} ${was.get(name) ?? 'unknown'}, now ${is.get(name) ?? 'unknown'}`)
    .join('; ');
  return { path: earlier.path, because };
}
