import { distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to a mistyped name, or undefined when none is near enough to be meant: more than a third
 * of the longer name would have to change, and none begins with the name. Case does not count, and two letters
 * that changed places are one change.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const changes = changesBetween(name.toLowerCase(), candidate.toLowerCase());
    if (changes >= least || changes > Math.ceil(Math.max(name.length, candidate.length) / 3)) continue;
    [best, least] = [candidate, changes];
  }
  return best ?? candidates.find((candidate) => name.length > 2 && candidate.startsWith(name.toLowerCase()));
}

/** `; did you mean "x"?` when a near candidate exists, else an empty string: ends an error line. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates);
  return best === undefined ? '' : `; did you mean "${best}"?`;
}

/** Letters inserted, removed or replaced, and at most once two neighbours that changed places. */
function changesBetween(a: string, b: string): number {
  let least = distance(a, b);
  for (let i = 1; i < a.length; i++) {
    const swapped = `${a.slice(0, i - 1)}${a[i]}${a[i - 1]}${a.slice(i + 1)}`;
    least = Math.min(least, 1 + distance(swapped, b));
  }
  return least;
}
