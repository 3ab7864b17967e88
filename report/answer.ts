import { counted } from '../src/text/index.ts';
import { paretoFrontier } from './charts/trade-off.ts';
import type { ReportData, ReportLatency, ReportVerdict } from './data/types.ts';
import { accuracyPoints, errorName } from './figures/trade-points.ts';
import { verdictWord } from './figures/verdicts-table.ts';
import { evaluationOf, sizeOf, usualFirst } from './figures/view.ts';
import { byFrequency, changeInWords, label, precise } from './values.ts';

/**
 * What a maintainer can paste: what changed against the baseline run, what is fastest and on the frontier, what is most
 * robust, which claims hold, and how certain that is. One sentence each, only where there are records for it.
 */
export function answer(data: ReportData): string[] {
  return [
    ...changes(data),
    ...frontier(data),
    ...robust(data),
    ...mixers(data),
    ...claims(data),
    ...certainty(data),
    ...times(data),
  ];
}

function changes({ verdicts }: ReportData): string[] {
  if (verdicts.length === 0) return [];
  const named = (verdict: string) => verdicts.filter((one) => one.verdict === verdict);
  const regressed = named('regressed');
  const worst = regressed
    .toSorted((a, b) => (b.ratio?.[0] ?? 0) - (a.ratio?.[0] ?? 0))
    .slice(0, 3)
    .map((one) => `${label(one.cell, 70)}${regression(one)}`);
  const detail = worst.length > 0 ? ` (${worst.join('; ')})` : '';
  return [
    `Against ${label(verdicts[0]?.base ?? '', 60)}: ${regressed.length} of ${counted(verdicts.length, 'cell')} regressed${detail}, ${named('improved').length} improved, ${named('unresolved').length} undecided.`,
  ];
}

function regression({ metric, ratio }: ReportVerdict): string {
  if (ratio === undefined) return '';
  if (metric === 'latency') return ` ${changeInWords(ratio)}`;
  const [value, low, high] = ratio.map((one) => precise(one, 4));
  return ` ${metric} ${value}× the baseline’s [${low}, ${high}]`;
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
  const [value, low, high] = fastest.median.map((ms) => precise(ms));
  const compared =
    fastest.ratio && fastest.baseline
      ? `, ${changeInWords(fastest.ratio)} than ${label(fastest.baseline.split('/')[0] ?? '')}`
      : '';
  const on = paretoFrontier(accuracyPoints(data.accuracy, at), true).map(({ model }) => label(model));
  const pareto =
    on.length > 0 ? ` On the Pareto frontier of measured accuracy and latency: ${on.join(', ')}.` : '';
  return [
    `Fastest of ${counted(new Set(at.map(({ model }) => model)).size, 'model')} at ${size}: ${label(fastest.model)}, ${value} ms [${low}, ${high}]${compared}.${pareto}`,
  ];
}

/** Names the two lowest errors under corruption, on the set and protocol that most models have. */
function robust({ robustness }: ReportData): string[] {
  const keyOf = (row: (typeof robustness)[number]) => `${row.run} ${evaluationOf(row)}`;
  const [[key] = ['']] = byFrequency(robustness.map(keyOf));
  const own = robustness.filter((row) => keyOf(row) === key);
  const [first] = own;
  if (first === undefined || own.length < 2) return [];
  const normalised = own.every(({ mce }) => mce !== undefined);
  const ranked = own
    .map(({ model, mce, meanError }) => ({ model, error: (normalised ? mce : undefined) ?? meanError }))
    .toSorted((a, b) => a.error[0] - b.error[0]);
  const texts = ranked.slice(0, 2).map(({ model, error }) => {
    const [value, low, high] = error.map((fraction) => (100 * fraction).toFixed(1));
    return `${label(model)} ${value} % [${low}, ${high}]`;
  });
  return [
    `Lowest ${errorName(normalised)} of ${own.length} models (${label(first.dataset)}, protocol ${label(first.protocol)}): ${texts.join(', then ')}.`,
  ];
}

function mixers({ pairs }: ReportData): string[] {
  const own = pairs.filter(({ kind, name }) => kind === 'mixer' && name.startsWith('repmixer'));
  const [first] = own;
  if (first === undefined) return [];
  const text = own
    .filter(
      ({ run, model, against }) => run === first.run && model === first.model && against === first.against,
    )
    .toSorted((a, b) => a.side - b.side)
    .map(({ side, ratio }) => `${changeInWords(ratio)} at ${side} px`);
  return [
    `RepMixer instead of pooling (${label(first.model)} against ${label(first.against)}): ${text.join(', ')}.`,
  ];
}

function claims({ claims: all }: ReportData): string[] {
  if (all.length === 0) return [];
  const counts = byFrequency(all.map(({ verdict }) => verdict)).map(
    ([verdict, count]) => `${count} ${verdictWord(verdict).replace(', ', ' but ')}`,
  );
  return [`Of ${counted(all.length, 'published claim')}: ${counts.join(', ')}.`];
}

/** Of the newest run: ratios that depend on the time that is measured. */
function times({ runs: [newest] }: ReportData): string[] {
  return newest?.timesDisagree === undefined ? [] : [newest.timesDisagree];
}

function certainty(data: ReportData): string[] {
  const measured = data.latency.flatMap(({ median, noisy, level }) =>
    median ? [{ median, noisy, level }] : [],
  );
  const parts: string[] = [];
  if (measured.length > 0) {
    const widths = measured
      .map(({ median: [value, low, high] }) => (high - low) / 2 / value)
      .sort((a, b) => a - b);
    const level = Math.round(100 * (measured[0]?.level ?? 0.95));
    parts.push(
      `median precision of ${measured.length} latencies ±${(100 * (widths[widths.length >> 1] ?? 0)).toFixed(1)} % (${level} % intervals)`,
    );
    const noisy = measured.filter((row) => row.noisy).length;
    if (noisy > 0) parts.push(`${noisy} of ${counted(measured.length, 'cell')} measured on a noisy machine`);
  }
  const calibration = data.calibrations.find(({ run }) => data.runs[run]?.machine === data.runs[0]?.machine);
  if (calibration)
    parts.push(`changes below ${(100 * calibration.noiseFloor).toFixed(1)} % are noise on this machine`);
  if (data.failed.length > 0) parts.push(`${counted(data.failed.length, 'cell')} failed`);
  return parts.length === 0 ? [] : [`Certainty: ${parts.join('; ')}.`];
}
