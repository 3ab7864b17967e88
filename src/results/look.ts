import type { Look } from '../stats/index.ts';
import type { LatencyRecord } from './schema.ts';

/**
 * Returns when the intervals of a record were read, for estimates made from its blocks later. Before version 0.2.0,
 * when estimates had no standard error, sampling stopped at a narrow interval, after few blocks: a planned end.
 */
export function lookOf({ stop, sampling, summary }: LatencyRecord): Look {
  return summary.median.error === undefined ? { end: 1 } : lookAt(stop, sampling.ends ?? 1);
}

/** Returns when blocks were looked at, from why sampling stopped and how many planned ends it has reached. */
export function lookAt(stop: LatencyRecord['stop'], ends: number): Look {
  return stop === 'precision' || stop === 'decided' ? 'sequence' : { end: Math.max(1, ends) };
}

/** Names the interval over blocks in an estimate's `method`. */
export function intervalMethod(look: Look): string {
  return look === 'sequence'
    ? 'confidence sequence over blocks, which may correlate'
    : "mixture of Student's t over blocks, which may correlate";
}
