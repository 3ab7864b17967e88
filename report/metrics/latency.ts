import type { Estimate, LatencyRecord, PairedEstimate, RatioTime } from '../../src/results/index.ts';
import { medianOf, plausibleMs, positive } from '../values.ts';
import type { Metric } from './metric.ts';

/** What a latency record measures; the first is the latency itself. */
export const latencyMetrics = [
  {
    id: 'median',
    name: 'median',
    axis: 'median latency, ms',
    unit: 'ms',
    better: 'lower',
    in: 'all',
    read: (record) => (flawOf(record) === undefined ? positive(record.summary.median) : undefined),
  },
  {
    id: 'ratio',
    name: 'ratio to baseline',
    title: 'against the baseline',
    unit: 'change',
    better: 'lower',
    in: 'all',
    read: (record) => usableRatio(record, record.ratio),
  },
  lower('anchor', 'ratio to anchor', 'ratio', (record) => usableRatio(record, record.anchor)),
  {
    ...lower('cpuMs', 'CPU time', 'ms', ({ cpu }) =>
      plausibleMs(cpu?.median.value) ? cpu?.median : undefined,
    ),
    in: 'page',
  },
  lower('cpuShare', 'CPU time over wall time', 'ratio', ({ cpu }) => cpu?.share),
  lower('waits', 'voluntary context switches per run', 'none', ({ cpu }) => cpu?.waits),
  lower('pageFaults', 'page faults per run', 'none', ({ cpu }) => cpu?.pageFaults),
  lower('cpuRatio', 'ratio to baseline by CPU time', 'ratio', (record) =>
    usableRatio(record, ratioBy('cpu', record.ratio)),
  ),
  lower('wallRatio', 'ratio to baseline by wall time', 'ratio', (record) =>
    usableRatio(record, ratioBy('wall', record.ratio)),
  ),
  lower('wallAnchor', 'ratio to anchor by wall time', 'ratio', (record) =>
    usableRatio(record, ratioBy('wall', record.anchor)),
  ),
  lower('p5', 'p5', 'ms', ({ summary }) => summary.p5),
  lower('p25', 'p25', 'ms', ({ summary }) => summary.p25),
  lower('p50', 'p50', 'ms', ({ summary }) => summary.p50),
  lower('p75', 'p75', 'ms', ({ summary }) => summary.p75),
  { ...lower('p95', 'p95', 'ms', ({ summary }) => summary.p95), in: 'page' },
  lower('p99', 'p99', 'ms', ({ summary }) => summary.p99),
  lower('spread', 'spread', 'percent', ({ summary }) => summary.spread),
  {
    id: 'imagesPerSecond',
    name: 'images per second',
    unit: 'rate',
    better: 'higher',
    in: 'csv',
    read: ({ summary }) => summary.imagesPerSecond,
  },
  lower('sessionMs', 'session creation', 'ms', ({ sessionMs }) => duration(medianOf(sessionMs))),
  lower('firstMs', 'first inference', 'ms', ({ firstMs }) => duration(medianOf(firstMs))),
  lower('rssBytes', 'peak resident memory', 'megabytes', ({ peakRssBytes }) => peakRssBytes),
  lower('fileBytes', 'model file', 'megabytes', ({ fileBytes }) => fileBytes),
  lower('parameters', 'parameters', 'millions', ({ cost }) => cost?.parameters),
  {
    ...lower('macs', 'multiply-accumulates', 'billions', ({ cost }) => cost?.macs),
    title: 'GMACs',
    in: 'page',
  },
  lower('activationBytes', 'activations', 'megabytes', ({ cost }) => cost?.activationBytes),
  lower('weightBytes', 'weights', 'megabytes', ({ cost }) => cost?.weightBytes),
] as const satisfies readonly Metric<LatencyRecord>[];

/** Returns why a record has no usable latency; undefined if it has one. */
export function flawOf({ summary }: LatencyRecord): string | undefined {
  if (summary.rounds < 1) return 'no rounds were measured';
  if (!plausibleMs(summary.median.value)) return `a median of ${summary.median.value} ms is not a duration`;
  return undefined;
}

/** Defines a metric for which lower is better and that no table shows. */
function lower<const I extends string, const U extends Metric['unit'], V extends ReturnType<Metric['read']>>(
  id: I,
  name: string,
  unit: U,
  read: (record: LatencyRecord) => V,
) {
  return { id, name, unit, better: 'lower', in: 'csv', read } as const;
}

/** A ratio by one of the two times; `undefined` if it was not measured. */
function ratioBy(time: RatioTime, ratio: PairedEstimate | undefined): Estimate | undefined {
  return (ratio?.time ?? 'wall') === time ? ratio : ratio?.[time];
}

function usableRatio<E extends Estimate | undefined>(record: LatencyRecord, ratio: E) {
  return flawOf(record) === undefined && ratio && plausibleMs(ratio.value) ? positive(ratio) : undefined;
}

function duration(value: number | undefined): number | undefined {
  return plausibleMs(value) ? value : undefined;
}
