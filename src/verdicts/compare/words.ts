import type { VerdictRecord } from '../../results/index.ts';
import { counted } from '../../text/index.ts';
import type { Between, ExactChange } from './types.ts';

/** Verdicts, most important first. */
export const VERDICTS = [
  'regressed',
  'improved',
  'unresolved',
  'equivalent',
  'incomparable',
] as const satisfies readonly VerdictRecord['verdict'][];

/** Returns the word for a verdict in texts: "undecided" for `unresolved`. */
export function verdictInWords(verdict: VerdictRecord['verdict']): string {
  return verdict === 'unresolved' ? 'undecided' : verdict;
}

/**
 * A change, its direction and its interval: `8.0 % slower [6.0, 10.0]`, `2.50× faster [2.40, 2.60]`, for accuracies
 * `1.2 points lower [0.4, 2.0]`; a negative end lies in the other direction. A dash if nothing was measured.
 */
export function changeOf({ ratio, difference }: VerdictRecord): string {
  if (ratio) {
    const { value, low, high } = ratio;
    const slower = value >= 1;
    if (value < 1.5 && value > 1 / 1.5) {
      const [near, far] = slower ? [low - 1, high - 1] : [1 - high, 1 - low];
      return `${percent(Math.abs(value - 1))} % ${slower ? 'slower' : 'faster'} [${percent(near)}, ${percent(far)}]`;
    }
    const [times, near, far] = slower ? [value, low, high] : [1 / value, 1 / high, 1 / low];
    return `${times.toFixed(2)}× ${slower ? 'slower' : 'faster'} [${near.toFixed(2)}, ${far.toFixed(2)}]`;
  }
  if (difference) {
    const { value, low, high } = difference;
    const [near, far] = value >= 0 ? [low, high] : [-high, -low];
    return `${percent(Math.abs(value))} points ${value >= 0 ? 'higher' : 'lower'} [${percent(near)}, ${percent(far)}]`;
  }
  return '-';
}

/** `1 regressed, 2 undecided, 5 equivalent`; verdicts without cells are left out. */
export function countsInWords(counts: Readonly<Record<VerdictRecord['verdict'], number>>): string {
  const parts = VERDICTS.flatMap((verdict) =>
    counts[verdict] > 0 ? [`${counts[verdict]} ${verdictInWords(verdict)}`] : [],
  );
  return parts.length > 0 ? parts.join(', ') : 'nothing compared';
}

/** What the level of a comparison depends on: `if runs of this machine differ by 1.3 % (from 14 nights)`. */
export function betweenInWords({ sd, nights }: Pick<Between, 'sd' | 'nights'>): string {
  const from =
    nights === undefined
      ? 'as given'
      : nights === 0
        ? 'assumed, no nights are recorded'
        : `from ${nights} nights`;
  return `if runs of this machine differ by ${percent(sd)} % (standard deviation, ${from})`;
}

/** One exact change: `parameters 4000000, now 4100000`. */
export function exactChangeInWords({ metric, base, head }: ExactChange): string {
  if (metric === 'predictions') return `${counted(Number(head), 'image')} predicted differently`;
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

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}
