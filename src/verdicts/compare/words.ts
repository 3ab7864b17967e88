import type { VerdictRecord } from '../../results/index.ts';
import type { News } from './types.ts';

/** Verdicts in the order in which they matter. */
export const VERDICTS = [
  'regressed',
  'improved',
  'unresolved',
  'equivalent',
  'incomparable',
] as const satisfies readonly VerdictRecord['verdict'][];

/** A change with its interval: `+12.3 % [+10.1, +14.5]`, or in points for accuracies; a dash where there is none. */
export function changeOf({ ratio, difference }: VerdictRecord): string {
  if (ratio) return `${signed(ratio.value - 1)} % [${signed(ratio.low - 1)}, ${signed(ratio.high - 1)}]`;
  if (difference) {
    const { value, low, high } = difference;
    return `${signed(value)} points [${signed(low)}, ${signed(high)}]`;
  }
  return '-';
}

/** `1 regressed, 2 unresolved, 5 equivalent`; what there is none of is left out. */
export function countsInWords(counts: Readonly<Record<VerdictRecord['verdict'], number>>): string {
  const parts = VERDICTS.flatMap((verdict) => (counts[verdict] > 0 ? [`${counts[verdict]} ${verdict}`] : []));
  return parts.length > 0 ? parts.join(', ') : 'nothing compared';
}

/** One line of exact news: `parameters 4.0 M, now 4.1 M`. */
export function newsInWords({ metric, base, head }: News): string {
  if (metric === 'predictions') return `${head} images are predicted otherwise`;
  const name = {
    model: 'model file',
    parameters: 'parameters',
    macs: 'multiply-accumulates',
    nodes: 'nodes after optimisation',
    output: 'output',
  }[metric];
  if (typeof base === 'string') return `${name} ${base.slice(0, 8)}, now ${String(head).slice(0, 8)}`;
  return `${name} ${base}, now ${head}`;
}

function signed(fraction: number): string {
  const text = (100 * fraction).toFixed(1);
  return fraction >= 0 ? `+${text}` : text;
}
