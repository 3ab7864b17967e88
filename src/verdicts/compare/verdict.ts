import type { VerdictRecord } from '../../results/index.ts';
import { holm } from '../../stats/index.ts';
import type { Finding, Tested } from './types.ts';

/**
 * Judges the findings of a comparison, in their order.
 *
 * *regressed* or *improved*: the change is at least the margin, and "no difference" is rejected at `level` after
 * Holm's correction over all tested cells. *equivalent*: the whole interval lies within the margins, or both sides
 * gave bit-identical answers. *incomparable*: no counterpart of the same series. *unresolved* (undecided): anything
 * else.
 *
 * @param level probability of any false alarm in the comparison
 */
export function verdictsOf(findings: readonly Finding[], base: string, level: number): VerdictRecord[] {
  const tested = findings.filter((finding) => finding.kind === 'tested');
  const adjusted = holm(tested.map(({ p }) => p));
  const byFinding = new Map<Finding, number>(tested.map((finding, at) => [finding, adjusted[at]!]));
  return findings.map((finding): VerdictRecord => {
    const { cell, metric } = finding;
    const head = { type: 'verdict' as const, cell, metric, base };
    if (finding.kind === 'incomparable') return { ...head, verdict: 'incomparable', note: finding.note };
    const p = byFinding.get(finding)!;
    const verdict = decide(finding, p, level);
    const doubtful =
      finding.doubt !== undefined && verdict !== decide({ ...finding, doubt: undefined }, p, level);
    const note = [finding.note, doubtful ? finding.doubt : undefined].filter(Boolean).join('; ');
    return {
      ...head,
      verdict,
      ...(finding.ratio ? { ratio: finding.ratio } : {}),
      ...(finding.difference ? { difference: finding.difference } : {}),
      adjusted: p,
      ...(note ? { note } : {}),
    };
  });
}

type Judged = Pick<Tested, 'worse' | 'interval' | 'margin' | 'identical'> & {
  readonly doubt?: string | undefined;
};

function decide(
  { worse, interval, margin, identical, doubt }: Judged,
  p: number,
  level: number,
): VerdictRecord['verdict'] {
  if (identical) return 'equivalent';
  if (p <= level && worse >= margin.worse) return doubt === undefined ? 'regressed' : 'unresolved';
  if (p <= level && -worse >= margin.better) return doubt === undefined ? 'improved' : 'unresolved';
  if (interval.high < margin.worse && -interval.low < margin.better) return 'equivalent';
  return 'unresolved';
}
