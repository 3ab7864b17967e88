import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to a mistyped name, or undefined when none is near enough to be meant
 * (more than a third of the longer name would have to change).
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(name, candidates);
  return distance(name, best) <= Math.ceil(Math.max(name.length, best.length) / 3) ? best : undefined;
}

/** `; did you mean "x"?` when a near candidate exists, else an empty string: ends an error line. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates);
  return best === undefined ? '' : `; did you mean "${best}"?`;
}
