import type { HistoryPoint } from './schema.ts';

/** One night of a series, the input of change detection. */
export interface Night {
  readonly at: string;
  readonly run: string;
  readonly commit?: string | undefined;
  /** Logarithm of the value. */
  readonly log: number;
  /** Standard error of the logarithm, from within the run. */
  readonly error: number;
  /** Whether a second run confirmed the value. */
  readonly confirmed: boolean;
}

/**
 * Converts the points of a series to nights, in the order of time.
 *
 * A confirmed night has the value of its confirmations only: the first value was selected for being extreme, so it is
 * biased. A night on a noisy machine without a confirmation is left out.
 */
export function nightsOf(points: readonly HistoryPoint[]): Night[] {
  const again = new Map<string, HistoryPoint[]>();
  for (const point of points) {
    if (point.confirms === undefined || point.noisy) continue;
    again.set(point.confirms, [...(again.get(point.confirms) ?? []), point]);
  }
  return points
    .filter(({ confirms }) => confirms === undefined)
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.run < b.run ? -1 : 1))
    .flatMap((point): Night[] => {
      const confirmations = again.get(point.run) ?? [];
      if (point.noisy && confirmations.length === 0) return [];
      const used = confirmations.length > 0 ? confirmations : [point];
      return [
        {
          at: point.at,
          run: point.run,
          commit: point.commit,
          log: used.reduce((sum, { value }) => sum + Math.log(value), 0) / used.length,
          error: Math.sqrt(used.reduce((sum, { error }) => sum + error ** 2, 0)) / used.length,
          confirmed: confirmations.length > 0,
        },
      ];
    });
}
