import type { HistoryRecord } from '../../results/index.ts';
import { environmentName } from '../compare/index.ts';
import { type Change, type ChangeOptions, changesOf, looksChanged } from './changes.ts';
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

/** Finds the change points of every series; the false-alarm rate of a night holds over all series measured in it. */
export function stateOf(all: readonly Series[], change: Partial<ChangeOptions> = {}): SeriesState[] {
  const family = Math.max(1, ...newestRuns(all).values());
  return all.map((series): SeriesState => {
    const nights = nightsOf(series.points);
    const options = { ...change, family };
    const changes = changesIn(series, nights, options);
    const doubtful = isExact(series) ? undefined : doubtfulRun(series, nights, options);
    const follows = predecessor(series, all);
    return { series, nights, changes, ...(doubtful ? { doubtful } : {}), ...(follows ? { follows } : {}) };
  });
}

/** The regressions that the newest night is the first to show. */
export function newRegressions(
  states: readonly SeriesState[],
  change: Partial<ChangeOptions> = {},
): { state: SeriesState; change: Change }[] {
  const family = Math.max(1, ...newestRuns(states.map(({ series }) => series)).values());
  return states.flatMap((state) => {
    const earlier = changesIn(state.series, state.nights.slice(0, -1), { ...change, family });
    return state.changes
      .filter(({ verdict }) => verdict === 'regressed')
      .filter(
        (found) =>
          !earlier.some((known) => known.verdict === 'regressed' && near(known, found, state.nights)),
      )
      .filter((found) => isNewest(found, state))
      .map((found) => ({ state, change: found }));
  });
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
      .map(({ night, ratio, p }) => ({
        at: night.at,
        ratio,
        p,
        ...(night.commit ? { commit: night.commit } : {}),
      })),
  };
}

/** Number of series measured in each run. */
function newestRuns(all: readonly Series[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { header, points } of all) {
    if (header.metric !== 'latency over anchor') continue;
    for (const { run, confirms } of points)
      if (confirms === undefined) counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** Whether two changes are the same one: its position may shift by a few nights as data arrive. */
function near(a: Change, b: Change, nights: readonly Night[]): boolean {
  const index = ({ night }: Change) => nights.findIndex(({ run }) => run === night.run);
  return Math.abs(index(a) - index(b)) <= 3;
}

/** Whether the change lasts until the newest night. */
function isNewest({ night, nights }: Change, state: SeriesState): boolean {
  const at = state.nights.findIndex(({ run }) => run === night.run);
  return at + nights === state.nights.length;
}

function changesIn(series: Series, nights: readonly Night[], options: Partial<ChangeOptions>): Change[] {
  return isExact(series) ? steps(series, nights) : changesOf(nights, options);
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
    return [{ night, last, nights: until, ratio: Math.exp(night.log - last.log), p: 0, verdict }];
  });
}

function doubtfulRun(
  { points }: Series,
  nights: readonly Night[],
  options: Partial<ChangeOptions>,
): string | undefined {
  const newest = points.filter(({ confirms }) => confirms === undefined).at(-1);
  if (newest === undefined || points.some(({ confirms }) => confirms === newest.run)) return undefined;
  // A night on a noisy machine counts only once it is confirmed.
  if (newest.noisy) return nights.length > 0 ? newest.run : undefined;
  return looksChanged(nights, options) ? newest.run : undefined;
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
