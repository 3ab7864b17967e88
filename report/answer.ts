import { counted } from '../src/text/index.ts';
import { paretoFrontier } from './charts/trade-off.ts';
import type { ReportData } from './data.ts';
import type { ReportLatency } from './latency-rows.ts';
import { sizeOf, usualFirst } from './sizes.ts';
import { accuracyPoints } from './trade-points.ts';
import { asChange, label, precise } from './values.ts';

/**
 * What a maintainer can paste: what changed against the baseline run, what is fastest and on the frontier,
 * what is most robust, which claims hold, and how sure all that is. One sentence each, only where there are records for it.
 */
export function answer(data: ReportData): string[] {
  return [
    ...changes(data),
    ...frontier(data),
    ...robust(data),
    ...mixers(data),
    ...claims(data),
    certainty(data),
  ].filter((line) => line !== '');
}

function changes({ verdicts }: ReportData): string[] {
  if (verdicts.length === 0) return [];
  const named = (verdict: string) => verdicts.filter((one) => one.verdict === verdict);
  const regressed = named('regressed');
  const improved = named('improved');
  const worst = regressed
    .toSorted((a, b) => (b.ratio?.value ?? 0) - (a.ratio?.value ?? 0))
    .slice(0, 3)
    .map(({ cell, ratio }) => `${label(cell, 70)}${ratio === undefined ? '' : ` ${asChange(ratio.value)}`}`);
  const detail = worst.length > 0 ? ` (${worst.join('; ')})` : '';
  return [
    `Against ${label(verdicts[0]?.base ?? '', 60)}: ${regressed.length} of ${verdicts.length} cells regressed${detail}, ${improved.length} improved, ${named('unresolved').length} unresolved.`,
  ];
}

function frontier(data: ReportData): string[] {
  const machine = data.runs[0]?.machine;
  const rows = data.latency.filter(
    (row) => row.median !== undefined && row.form === 'inference' && data.runs[row.run]?.machine === machine,
  );
  const [size] = usualFirst(rows);
  if (size === undefined) return [];
  const at = rows.filter((row) => sizeOf(row) === size);
  const fastest = at.reduce<ReportLatency | undefined>(
    (best, row) => (best === undefined || (row.median?.[0] ?? 0) < (best.median?.[0] ?? 0) ? row : best),
    undefined,
  );
  if (fastest?.median === undefined) return [];
  const [value, low, high] = fastest.median;
  const compared =
    fastest.ratio && fastest.baseline
      ? `, ${asChange(fastest.ratio[0])} [${asChange(fastest.ratio[1])}, ${asChange(fastest.ratio[2])}] against ${label(fastest.baseline.split('/')[0] ?? '')}`
      : '';
  const points = accuracyPoints(data.accuracy, at);
  const on = paretoFrontier(points, true).map(({ model }) => label(model));
  const pareto = on.length > 0 ? ` On the frontier of measured accuracy and latency: ${on.join(', ')}.` : '';
  return [
    `Fastest of ${counted(new Set(at.map(({ model }) => model)).size, 'model')} at ${size}: ${label(fastest.model)} with ${precise(value)} ms [${precise(low)}, ${precise(high)}]${compared}.${pareto}`,
  ];
}

/** The least error under corruption of the first set and protocol that has several models. */
function robust({ robustness }: ReportData): string[] {
  const keyOf = ({ run, dataset, protocol }: (typeof robustness)[number]) => `${run} ${dataset} ${protocol}`;
  const [key] = mostCommon(robustness.map(keyOf));
  const own = robustness.filter((record) => keyOf(record) === key);
  if (own.length < 2) return [];
  const normalised = own.every(({ mce }) => mce !== undefined);
  const ranked = own
    .map(({ model, mce, meanError }) => ({ model, error: (normalised ? mce : undefined) ?? meanError }))
    .toSorted((a, b) => a.error.value - b.error.value);
  const percent = (fraction: number) => (100 * fraction).toFixed(1);
  const texts = ranked
    .slice(0, 2)
    .map(
      ({ model, error }) =>
        `${label(model)} ${percent(error.value)} % [${percent(error.low)}, ${percent(error.high)}]`,
    );
  return [
    `Least ${normalised ? 'mCE' : 'mean error under corruption'} of ${own.length} models (${label(own[0]?.dataset ?? '')}, protocol ${label(own[0]?.protocol ?? '')}): ${texts.join(', then ')}.`,
  ];
}

function mixers({ pairs }: ReportData): string[] {
  const own = pairs.filter(({ kind, model }) => kind === 'mixer' && model.includes('repmixer'));
  if (own.length === 0) return [];
  const [first] = own;
  const same = own.filter(
    ({ run, model, against }) => run === first?.run && model === first.model && against === first.against,
  );
  const text = same
    .toSorted((a, b) => a.side - b.side)
    .map(
      ({ side, ratio: [value, low, high] }) =>
        `${asChange(value)} [${asChange(low)}, ${asChange(high)}] at ${side} px`,
    );
  return [
    `RepMixer in the place of pooling (${label(first?.model ?? '')} against ${label(first?.against ?? '')}) changes latency by ${text.join(', ')}.`,
  ];
}

function claims({ claims: all }: ReportData): string[] {
  if (all.length === 0) return [];
  const counts = mostCommon(all.map(({ verdict }) => verdict)).map(
    (verdict) => `${all.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  return [`Of ${counted(all.length, 'published claim')}: ${counts.join(', ')}.`];
}

function certainty(data: ReportData): string {
  const measured = data.latency.filter(({ median }) => median !== undefined);
  const parts: string[] = [];
  if (measured.length > 0) {
    const widths = measured
      .map(({ median }) => ((median?.[2] ?? 0) - (median?.[1] ?? 0)) / 2 / (median?.[0] ?? 1))
      .sort((a, b) => a - b);
    const level = Math.round(100 * (measured[0]?.level ?? 0.95));
    parts.push(
      `half of the ${measured.length} latencies are known to ±${(100 * (widths[widths.length >> 1] ?? 0)).toFixed(1)} % or better (${level} % intervals)`,
    );
    const noisy = measured.filter((row) => row.noisy).length;
    if (noisy > 0)
      parts.push(`${noisy} of them ${noisy === 1 ? 'was' : 'were'} measured while the machine was noisy`);
  }
  const calibration = data.calibrations.find(({ run }) => data.runs[run]?.machine === data.runs[0]?.machine);
  if (calibration)
    parts.push(`changes below ${(100 * calibration.noiseFloor).toFixed(1)} % are noise on this machine`);
  if (data.failed.length > 0) parts.push(`${counted(data.failed.length, 'cell')} failed`);
  const text = parts.join('; ');
  return text === '' ? '' : `How sure: ${text}.`;
}

function mostCommon(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
