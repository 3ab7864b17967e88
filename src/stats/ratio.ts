import { type BootstrapOptions, bootstrapStudent } from './bootstrap.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import { median } from './quantile.ts';

/** Durations of one cell: one array per block (a fresh process), one value per round. */
export type Blocks = readonly (readonly number[])[];

/**
 * Estimates the ratio of two durations measured in the same rounds, `first` over `second`: the geometric mean over
 * blocks of the median over rounds of the ratio.
 *
 * Within a round, what slows both (drift, other processes) cancels; the median within a block ignores bursts that
 * hit one round. Interval: `bootstrapStudent` of the mean log ratio over blocks, because fresh processes differ far
 * more than rounds of one process, and rounds are not independent.
 *
 * @param first,second same number of blocks, and of rounds in each; two or more blocks
 * @throws RangeError if the two were not measured in the same rounds
 */
export function pairedRatio(first: Blocks, second: Blocks, options: BootstrapOptions): Interval {
  const logs = blockLogRatios(first, second);
  const interval = bootstrapStudent(logs, mean, options);
  return exponentiate(interval);
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
 * Estimates the median over all rounds of all blocks, with `bootstrapStudent` over blocks on the logarithmic scale.
 * Unlike that of a ratio, the interval includes differences between blocks (processes, clock speed, load).
 */
export function blockMedian(blocks: Blocks, options: BootstrapOptions): Interval {
  const indices = blocks.map((_, block) => block);
  return exponentiate(bootstrapStudent(indices, pooledLogMedian(blocks), options));
}

/** Returns the log median over the rounds of drawn blocks, as a function that need not sort for each draw. */
function pooledLogMedian(blocks: Blocks): (drawn: readonly number[]) => number {
  const rounds = blocks
    .flatMap((values, block) => values.map((value) => ({ value, block })))
    .sort((a, b) => a.value - b.value);
  const times = new Int32Array(blocks.length);
  return (drawn) => {
    times.fill(0);
    let total = 0;
    for (const block of drawn) {
      times[block]!++;
      total += blocks[block]!.length;
    }
    const at = (rank: number) => {
      let passed = 0;
      for (const { value, block } of rounds) {
        passed += times[block]!;
        if (passed > rank) return value;
      }
      throw new RangeError('no rounds to take a median of');
    };
    return Math.log((at((total - 1) >> 1) + at(total >> 1)) / 2);
  };
}

function exponentiate({ value, low, high, level }: Interval): Interval {
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), level };
}
