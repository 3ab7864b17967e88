import { blockInterval, blockStandardError, type Look } from './block-interval.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import { median } from './quantile.ts';

/** Durations of one cell: one array per block (a fresh process), one value per round. */
export type Blocks = readonly (readonly number[])[];

/** How an interval over blocks is read. */
export interface ReadOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Default: the first planned end. */
  readonly look?: Look;
}

/** An interval of positive values over blocks, with the standard error of the estimate's logarithm. */
export interface BlockEstimate extends Interval {
  readonly error: number;
}

/**
 * Estimates the ratio of two durations measured in the same rounds, `first` over `second`: the geometric mean over
 * blocks of the median over rounds of the ratio.
 *
 * Within a round, what slows both (drift, other processes) cancels; the median within a block ignores bursts that
 * hit one round. Interval: `blockInterval` of the log ratios of the blocks, because fresh processes differ far more
 * than rounds of one process, and rounds are not independent.
 *
 * @param first,second same number of blocks, and of rounds in each; two or more blocks
 * @throws RangeError if the two were not measured in the same rounds
 */
export function pairedRatio(first: Blocks, second: Blocks, options: ReadOptions = {}): BlockEstimate {
  return estimate(blockLogRatios(first, second), options);
}

/** Computes the median log ratio of each block. @throws RangeError if the two were not measured in the same rounds */
export function blockLogRatios(first: Blocks, second: Blocks): number[] {
  if (first.length !== second.length) {
    throw new RangeError(`not paired: ${first.length} blocks against ${second.length}`);
  }
  return first.map((rounds, block) => {
    const others = second[block]!;
    if (rounds.length !== others.length || rounds.length === 0) {
      throw new RangeError(`not paired: block ${block} has ${rounds.length} rounds against ${others.length}`);
    }
    return median(rounds.map((value, round) => Math.log(value / others[round]!)));
  });
}

/**
 * Estimates the median over all rounds of all blocks. Interval: as far around it as `blockInterval` reaches around
 * the mean of the blocks' log medians. Unlike that of a ratio, it includes differences between blocks (clock speed,
 * load).
 *
 * @param blocks two or more
 */
export function blockMedian(blocks: Blocks, options: ReadOptions = {}): BlockEstimate {
  const logs = blocks.map((rounds) => Math.log(median(rounds)));
  const { low, high, ...rest } = estimate(logs, options);
  const value = median(blocks.flat());
  const shift = value / Math.exp(mean(logs));
  return { ...rest, value, low: low * shift, high: high * shift };
}

function estimate(logs: readonly number[], { level = 0.95, look = { end: 1 } }: ReadOptions): BlockEstimate {
  const { value, low, high } = blockInterval(logs, level, look);
  const error = blockStandardError(logs);
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), level, error };
}
