import { type LatencyRecord, type RecordLine, timesDisagree } from '../results/index.ts';
import { formatTable, type TableCell } from './table.ts';

/** Formats the latency records: one row per model, form and runtime, one column per resolution. */
export function latencyTable(records: readonly RecordLine[]): string {
  const latency = records.filter((record) => record.type === 'latency');
  const columns = unique(latency.map(column));
  const byCpu = latency.some(({ ratio }) => ratio?.time === 'cpu');
  const rows = unique(latency.map(row)).map((name): TableCell[] => [
    ...name.split('\t'),
    ...columns.map((size) => {
      const record = latency.find((candidate) => row(candidate) === name && column(candidate) === size);
      if (record === undefined) return undefined;
      const { value, low, high } = record.summary.median;
      const mark = byCpu && record.ratio?.time !== 'cpu' ? '*' : '';
      const ratio = record.ratio === undefined ? '' : `  ${record.ratio.value.toFixed(2)}×${mark}`;
      return `${precise(value)} [${precise(low)}, ${precise(high)}]${ratio}`;
    }),
  ]);
  const failed = records.filter((record) => record.type === 'failed');
  // The table of accuracies shows the models that failed on a dataset.
  const timed = failed.filter(({ cell }) => cell.dataset === undefined);
  const failures = timed.map(({ cell: { model, form = '', resolution }, reason }) => {
    const size = Array.isArray(resolution) ? resolution.join('x') : '';
    return `failed: ${model} ${form} ${size}: ${reason}\n`;
  });
  if (latency.length === 0) return failures.join('');
  const baselines = unique(
    latency.flatMap(({ ratio }) => (ratio ? [ratio.baseline.split('/').slice(0, 2).join(' ')] : [])),
  );
  const whose = baselines.length > 1 ? 'the baseline of its group, ' : '';
  const level = latency[0]?.summary.median.level ?? 0.95;
  const legend =
    `\nmedian milliseconds per inference [${Math.round(100 * level)} % interval]` +
    (baselines.length === 0
      ? '\n'
      : `, then its multiple of ${whose}${baselines.join(' or ')}${byCpu ? ' in CPU time' : ''}: below 1.00× is faster\n`);
  const clock =
    byCpu && latency.some(({ ratio }) => ratio && ratio.time !== 'cpu')
      ? '* by the clock, because CPU time is unknown or not comparable\n'
      : '';
  const apart = timesDisagree(latency);
  const missing = latency.flatMap(({ group, ratioMissing }) =>
    ratioMissing === undefined ? [] : [`no ratios in ${group}: ${ratioMissing}\n`],
  );
  const notes = [clock, ...(apart ? [`${apart}\n`] : []), ...unique(missing), ...failures].join('');
  return formatTable(['model', 'form', 'runtime', ...columns], rows) + legend + notes;
}

function row({ cell }: LatencyRecord): string {
  const level = cell.graphOptimization === 'all' ? '' : `, ${cell.graphOptimization}`;
  return [cell.model, cell.form, `${cell.runtime} ${cell.provider}${level}`].join('\t');
}

function column({ cell }: LatencyRecord): string {
  const batch = cell.batch === 1 ? '' : ` b${cell.batch}`;
  return `${cell.resolution.join('x')}${batch}${cell.threads === 1 ? '' : ` t${cell.threads}`}`;
}

/** Formats with three significant digits, without an exponent. */
function precise(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-3))));
  return value.toFixed(Math.min(digits, 4));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
