import type { LatencyRecord } from '../../src/results/index.ts';
import { medianOf, plausibleMs, positive } from '../values.ts';
import type { Metric } from './metric.ts';

/** What a latency record measures; the first is the latency itself. */
export const latencyMetrics = [
  {
    id: 'median',
    name: 'median',
    axis: 'median latency, ms',
    unit: 'ms',
    digits: 3,
    better: 'lower',
    tables: 'page and Markdown',
    read: (record) => (flawOf(record) === undefined ? positive(record.summary.median) : undefined),
  },
  {
    id: 'ratio',
    name: 'ratio to baseline',
    title: 'against the baseline',
    unit: 'change',
    digits: 3,
    better: 'lower',
    tables: 'page and Markdown',
    read: (record) => usableRatio(record, record.ratio),
  },
  {
    id: 'anchor',
    name: 'ratio to anchor',
    unit: 'ratio',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: (record) => usableRatio(record, record.anchor),
  },
  percentile('p5'),
  percentile('p25'),
  percentile('p75'),
  percentile('p95', 'page'),
  percentile('p99'),
  {
    id: 'spread',
    name: 'spread',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'none',
    read: ({ summary }) => summary.spread,
  },
  {
    id: 'imagesPerSecond',
    name: 'images per second',
    unit: 'rate',
    digits: 3,
    better: 'higher',
    tables: 'none',
    read: ({ summary }) => summary.imagesPerSecond,
  },
  {
    id: 'sessionMs',
    name: 'session creation',
    unit: 'ms',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ sessionMs }) => duration(medianOf(sessionMs)),
  },
  {
    id: 'firstMs',
    name: 'first inference',
    unit: 'ms',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ firstMs }) => duration(medianOf(firstMs)),
  },
  {
    id: 'rssBytes',
    name: 'peak resident memory',
    unit: 'megabytes',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ peakRssBytes }) => peakRssBytes,
  },
  {
    id: 'fileBytes',
    name: 'model file',
    unit: 'megabytes',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ fileBytes }) => fileBytes,
  },
  {
    id: 'parameters',
    name: 'parameters',
    unit: 'millions',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ cost }) => cost?.parameters,
  },
  {
    id: 'macs',
    name: 'multiply-accumulates',
    title: 'GMACs',
    unit: 'billions',
    digits: 3,
    better: 'lower',
    tables: 'page',
    read: ({ cost }) => cost?.macs,
  },
  {
    id: 'activationBytes',
    name: 'activations',
    unit: 'megabytes',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ cost }) => cost?.activationBytes,
  },
  {
    id: 'weightBytes',
    name: 'weights',
    unit: 'megabytes',
    digits: 3,
    better: 'lower',
    tables: 'none',
    read: ({ cost }) => cost?.weightBytes,
  },
] as const satisfies readonly Metric<LatencyRecord>[];

/** Why a record has no usable latency; undefined where it has one. */
export function flawOf({ summary }: LatencyRecord): string | undefined {
  if (summary.rounds < 1) return 'no rounds were measured';
  if (!plausibleMs(summary.median.value)) return `a median of ${summary.median.value} ms is not a duration`;
  return undefined;
}

function percentile<const P extends 'p5' | 'p25' | 'p75' | 'p95' | 'p99'>(
  id: P,
  tables: Metric['tables'] = 'none',
) {
  const read = ({ summary }: LatencyRecord) => summary[id];
  return { id, name: id, unit: 'ms', digits: 3, better: 'lower', tables, read } as const;
}

function usableRatio<E extends LatencyRecord['anchor']>(record: LatencyRecord, ratio: E) {
  return flawOf(record) === undefined && ratio && plausibleMs(ratio.value) ? positive(ratio) : undefined;
}

function duration(value: number | undefined): number | undefined {
  return plausibleMs(value) ? value : undefined;
}
