import { counted, listed } from '../text/index.ts';
import type { Estimate } from './estimate.ts';
import type { LatencyRecord, RecordLine } from './schema.ts';

/** A ratio whose intervals by CPU time and by wall time do not overlap. */
interface Disagreement {
  readonly record: LatencyRecord;
  readonly cpu: Estimate;
  readonly wall: Estimate;
}

/**
 * Says which ratios of a run differ by CPU time and by the clock beyond their intervals, and why that can be; undefined
 * if none does. With several threads the two are expected to differ: one is work, the other latency.
 */
export function timesDisagree(records: readonly RecordLine[]): string | undefined {
  const compared = records.flatMap((record) => bothRatios(record) ?? []);
  const apart = compared.filter(({ cpu, wall }) => cpu.low > wall.high || cpu.high < wall.low);
  if (apart.length === 0) return undefined;
  const cells = apart.map(({ record: { cell }, cpu, wall }) => {
    const size = cell.resolution.join('x');
    return `${cell.model} ${cell.form} ${size} (${inWords(cpu)} by CPU time, ${inWords(wall)} by the clock)`;
  });
  const why = [...new Set(apart.map(({ record }) => reason(record)))].join('; ');
  return `CPU time and the clock disagree on ${apart.length} of ${counted(compared.length, 'ratio')}: ${listed(cells, 3)}. ${why}.`;
}

function bothRatios(record: RecordLine): Disagreement | undefined {
  if (record.type !== 'latency' || record.ratio === undefined || record.cell.threads > 1) return undefined;
  const { ratio } = record;
  if (ratio.time === 'cpu') return ratio.wall && { record, cpu: ratio, wall: ratio.wall };
  return ratio.cpu && { record, cpu: ratio.cpu, wall: ratio };
}

/** A page fault takes about a microsecond; where it takes a hundredth of a run, it is worth a word. */
const FAULTS_PER_MS = 10;

function reason({ ratio, cpu, summary }: LatencyRecord): string {
  if (ratio?.time !== 'cpu')
    return `The ratios rest on the clock, because CPU time leaves out waiting or adds up threads${cpu?.notComparable ? ` (${cpu.notComparable})` : ''}`;
  const faults = (cpu?.pageFaults ?? 0) / summary.median.value;
  return faults > FAULTS_PER_MS
    ? `The ratios rest on CPU time; page faults (${Math.round(cpu!.pageFaults)} per run) and other processes delay one model more than the other`
    : 'The ratios rest on CPU time; the clock also counts the time in which other processes had the processor';
}

function inWords({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
