import type { Comparison } from './types.ts';

/** A comparison in one word. *no evidence*: not one cell could be compared. */
export type ComparisonStatus =
  | 'regressed'
  | 'failed'
  | 'no evidence'
  | 'improved'
  | 'undecided'
  | 'no regression';

type Counted = Pick<Comparison, 'counts' | 'failed'>;

/** Sums up a comparison; the most serious finding counts, and of undecided and equivalent cells the majority. */
export function statusOf({ counts, failed }: Counted): ComparisonStatus {
  const { regressed, improved, unresolved, equivalent } = counts;
  if (regressed > 0) return 'regressed';
  if (failed.length > 0) return 'failed';
  if (improved + unresolved + equivalent === 0) return 'no evidence';
  if (improved > 0) return 'improved';
  return unresolved > equivalent ? 'undecided' : 'no regression';
}

/** 1 if a cell regressed or failed (or, with `strict`, is undecided), or if no cell could be compared; else 0. */
export function exitCodeOf(comparison: Counted, strict = false): 0 | 1 {
  const status = statusOf(comparison);
  if (status === 'regressed' || status === 'failed' || status === 'no evidence') return 1;
  return strict && comparison.counts.unresolved > 0 ? 1 : 0;
}

/** The badge of a comparison for shields.io's endpoint: https://shields.io/badges/endpoint-badge */
export function badgeOf(comparison: Counted): {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
} {
  const status = statusOf(comparison);
  const { counts, failed } = comparison;
  const numbers = { regressed: counts.regressed, failed: failed.length, improved: counts.improved };
  const message = status in numbers ? `${numbers[status as keyof typeof numbers]} ${status}` : status;
  return { schemaVersion: 1, label: 'fastvit-bench', message, color: COLOURS[status] };
}

const COLOURS: Readonly<Record<ComparisonStatus, string>> = {
  regressed: 'red',
  failed: 'red',
  'no evidence': 'orange',
  improved: 'brightgreen',
  undecided: 'lightgrey',
  'no regression': 'brightgreen',
};
