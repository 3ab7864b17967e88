import { distance } from 'fastest-levenshtein';

/**
 * Finds the candidate that a mistyped name most likely stands for: the one with the fewest changes, at most a third of
 * the longer name, or else the first that starts with the name. Case is ignored, and two swapped letters are one change.
 *
 * @returns undefined if no candidate is that close
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = Math.ceil(Math.max(name.length, candidate.length) / 3);
    // Comparing takes the cube of the length, so names that cannot be close are not compared.
    if (name.length > LONGEST || Math.abs(name.length - candidate.length) > most) continue;
    const changes = changesBetween(name.toLowerCase(), candidate.toLowerCase());
    if (changes >= least || changes > most) continue;
    [best, least] = [candidate, changes];
  }
  return best ?? candidates.find((candidate) => name.length > 2 && candidate.startsWith(name.toLowerCase()));
}

/** Characters of the longest name that somebody may have typed. */
const LONGEST = 200;

/** Ends an error line with `; did you mean "x"?` if a candidate is close, and is empty otherwise. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates);
  return best === undefined ? '' : `; did you mean "${best}"?`;
}

/** Ends an error line with `; did you mean "x"?` if a known name is close, and with the known names otherwise. */
export function nameHint(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || `; known are ${known.join(', ')}`;
}

/** Counts inserted, removed and replaced letters; one swap of two neighbours counts as one change. */
function changesBetween(a: string, b: string): number {
  let least = distance(a, b);
  for (let i = 1; i < a.length; i++) {
    const swapped = `${a.slice(0, i - 1)}${a[i]}${a[i - 1]}${a.slice(i + 1)}`;
    least = Math.min(least, 1 + distance(swapped, b));
  }
  return least;
}
