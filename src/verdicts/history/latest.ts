import type { SeriesState } from './state.ts';

/** What the latest night says about regressions. */
export interface LatestNight {
  /** *no evidence*: nothing that was measured could be compared with an earlier night. */
  readonly status: 'regressed' | 'no regression' | 'no evidence';
  /** Series that the latest run measured. */
  readonly measured: number;
  /** Those of them whose value counts, and that have an earlier night whose value counts too. */
  readonly judged: number;
}

/**
 * Judges the latest night. Accuracies, which need no quiet machine, are no evidence about the latencies of the same
 * run: if none of its latencies can be compared, the night has no evidence.
 *
 * @param regressions series with a regression that this night is the first to show
 */
export function latestNight(states: readonly SeriesState[], regressions: number): LatestNight {
  const newest = newestRun(states);
  const measured = states.filter(({ series }) => series.points.some(({ run }) => run === newest));
  const judged = measured.filter(({ nights }) => nights.length > 1 && nights.at(-1)?.run === newest);
  const isLatency = ({ series }: SeriesState) => series.header.unit === 'ratio';
  const evidence = measured.some(isLatency) ? judged.some(isLatency) : judged.length > 0;
  const status = regressions > 0 ? 'regressed' : evidence ? 'no regression' : 'no evidence';
  return { status, measured: measured.length, judged: judged.length };
}

function newestRun(states: readonly SeriesState[]): string | undefined {
  const points = states.flatMap(({ series }) =>
    series.points.filter(({ confirms }) => confirms === undefined),
  );
  return points.reduce<(typeof points)[number] | undefined>(
    (last, point) => (last === undefined || point.at > last.at ? point : last),
    undefined,
  )?.run;
}
