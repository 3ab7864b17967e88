import {
  type LatencyRecord,
  latencyCellId,
  noisyBy,
  type RatioTime,
  type RunData,
} from '../../results/index.ts';
import { normalCdf, normalQuantile, studentQuantile } from '../../stats/index.ts';
import { environmentDifferences, latencyEnvironment, seriesEnvironment } from './environment.ts';
import { fromInterval, type LogRatio, pValue, quotient } from './ratio.ts';
import type { Between, CompareOptions, Finding, Tested } from './types.ts';

const METHOD = "ratio of the two ratios to the anchor; Student's t with Welch's degrees of freedom";

/** Compares every latency cell of two runs, in the order of the head run; cells of the base run alone come last. */
export function latencyFindings(base: RunData, head: RunData, options: CompareOptions): Finding[] {
  const before = latencyById(base);
  const after = latencyById(head);
  const found = [...after].map(([cell, record]): Finding => {
    const partner = before.get(cell);
    if (partner === undefined)
      return { kind: 'incomparable', cell, metric: 'latency', note: `not measured in ${base.run.id}` };
    return compareLatency({ run: base, record: partner }, { run: head, record }, options);
  });
  const missing = [...before.keys()]
    .filter((cell) => !after.has(cell))
    .map(
      (cell): Finding => ({
        kind: 'incomparable',
        cell,
        metric: 'latency',
        note: `not measured in ${head.run.id}`,
      }),
    );
  return [...found, ...missing];
}

/** Latency records by cell id. A split group measures its baseline several times; the first record is taken. */
export function latencyById({ records }: RunData): Map<string, LatencyRecord> {
  const found = new Map<string, LatencyRecord>();
  for (const record of records) {
    if (record.type !== 'latency') continue;
    const id = latencyCellId(record.cell);
    if (!found.has(id)) found.set(id, record);
  }
  return found;
}

/**
 * The ratio of a cell to the anchor within its run, on the logarithmic scale; undefined without an anchor, by a time
 * that was not measured, or with fewer than two blocks.
 *
 * @param time by default the one that the record's ratio rests on
 */
export function anchorRatio(
  { anchor, blocks }: LatencyRecord,
  time: RatioTime | undefined = anchor?.time,
): LogRatio | undefined {
  const estimate = anchor && (time === undefined || time === timeOf(anchor) ? anchor : anchor[time]);
  if (anchor === undefined || estimate === undefined || blocks.length < 2) return undefined;
  if (!(estimate.low > 0) || !(estimate.high >= estimate.low)) return undefined;
  // An anchor that failed late has fewer blocks than the cell.
  return fromInterval(estimate, Math.max(1, (anchor.blocks ?? blocks.length) - 1));
}

function timeOf({ time = 'wall' }: { readonly time?: RatioTime | undefined }): RatioTime {
  return time;
}

/** A ratio of head over base on the logarithmic scale, with its interval and the p-value of "there is no difference". */
export interface TestedRatio {
  readonly log: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly p: number;
}

/**
 * Judges a latency by its ratio, for separate runs and for live comparisons. Identical pairs differ by more than the
 * floor in one of twenty trials of the calibration, so no interval is narrower, and no p-value smaller than of a
 * normal distribution as wide.
 *
 * @param time on which the ratio rests
 */
export function testedLatency(
  cell: string,
  { log, low, high, level, p }: TestedRatio,
  time: RatioTime,
  { margin, floors }: Pick<CompareOptions, 'margin' | 'floors'>,
  method: string,
): Tested {
  const reach = Math.log1p(floors[time]);
  const interval = { low: Math.min(low, log - reach), high: Math.max(high, log + reach) };
  const floored = reach > 0 ? 2 * normalCdf((-Math.abs(log) / reach) * normalQuantile(0.975)) : 0;
  return {
    kind: 'tested',
    cell,
    metric: 'latency',
    p: Math.max(p, floored),
    worse: log,
    interval,
    margin: { worse: Math.log1p(margin), better: Math.log1p(margin) },
    ratio: {
      value: Math.exp(log),
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
      level,
      method: `${method}; ${TIMES[time]}`,
    },
  };
}

/** A time in words, as part of a method. */
const TIMES = { cpu: 'CPU time', wall: 'wall time' } as const;

/** Tests the quotient of two independent ratios. */
function testedQuotient(ratio: LogRatio): TestedRatio {
  const level = 0.95;
  const half = studentQuantile((1 + level) / 2, ratio.freedom) * ratio.error;
  return { log: ratio.log, low: ratio.log - half, high: ratio.log + half, level, p: pValue(ratio) };
}

interface Side {
  readonly run: RunData;
  readonly record: LatencyRecord;
}

function compareLatency(base: Side, head: Side, options: CompareOptions): Finding {
  const cell = latencyCellId(head.record.cell);
  const incomparable = (note: string): Finding => ({ kind: 'incomparable', cell, metric: 'latency', note });
  const { runtime } = head.record.cell;
  const differences = environmentDifferences(
    latencyEnvironment(base.run.run.environment, runtime),
    latencyEnvironment(head.run.run.environment, runtime),
  );
  if (differences.length > 0) return incomparable(`different series: ${differences.join(', ')}`);
  const changed = changedOptions(base.record, head.record);
  if (changed.length > 0)
    return incomparable(`different series: measured with different options (${changed.join(', ')})`);
  // A run of 0.1.0 has wall time alone.
  const times = [base, head].map(({ record }) => timeOf(record.anchor ?? {}));
  const time = times.every((one) => one === 'cpu') ? 'cpu' : 'wall';
  const [before, after] = [base, head].map(({ record }) => anchorRatio(record, time));
  if (before === undefined || after === undefined)
    return incomparable(
      'separate runs are compared through the anchor, which one of them did not measure (sampling.anchor)',
    );

  const notes = [
    ...(base.record.modelDigest === head.record.modelDigest
      ? []
      : [
          `the model file changed (${short(base.record.modelDigest)}, now ${short(head.record.modelDigest)})`,
        ]),
  ];
  const noisy = [base, head].filter(({ record }) => noisyBy(time, record)).map(({ run }) => run.run.id);
  const between = betweenOf(base, head, time, options);
  return {
    ...testedLatency(cell, testedQuotient(quotient(after, before, between)), time, options, METHOD),
    between,
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    ...(noisy.length > 0 ? { doubt: `the machine was noisy in ${noisy.join(' and ')}; measure again` } : {}),
  };
}

/** How the machine's runs differ over the days between the two. */
function betweenOf(base: Side, head: Side, time: RatioTime, options: CompareOptions): Between {
  const { environment, startedAt } = head.run.run;
  const days = Math.abs(Date.parse(startedAt) - Date.parse(base.run.run.startedAt)) / 86_400_000;
  return (
    options.betweenOf?.(seriesEnvironment(environment, head.record.cell.runtime, time), days) ?? {
      sd: options.between,
      freedom: Number.POSITIVE_INFINITY,
    }
  );
}

/** Names of the options that differ between two records. */
function changedOptions(base: LatencyRecord, head: LatencyRecord): string[] {
  const facts = ({ options, sampling }: LatencyRecord): Record<string, unknown> => {
    // These two are results of profiling, not options.
    const { nodesByProvider: _, profile: __, ...chosen } = options;
    return { ...chosen, isolation: sampling.isolation };
  };
  const [before, after] = [facts(base), facts(head)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

function short(digest: string): string {
  return digest.slice(0, 8);
}
