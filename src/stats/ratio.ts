import { type BootstrapOptions, bootstrapStudent } from './bootstrap.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import { median } from './quantile.ts';

/** Durations of one thing: one array a block (fresh processes), one value a round. */
export type Blocks = readonly (readonly number[])[];

/**
 * Ratio of two durations measured in the same rounds, `first` over `second`.
 *
 * Estimator: within each round the logarithm of the ratio, so that what slows both (drift, a noisy neighbour)
 * cancels; within each block the median over its rounds, so that a burst that hits one of them is ignored;
 * over blocks the mean, exponentiated (a geometric mean). Interval: `bootstrapStudent` over blocks, because
 * the difference between fresh processes is far larger than between rounds of one process, and rounds are not
 * independent.
 *
 * @param first,second same number of blocks, and of rounds in each; two blocks or more
 */
export function pairedRatio(first: Blocks, second: Blocks, options: BootstrapOptions): Interval {
  const logs = blockLogRatios(first, second);
  const interval = bootstrapStudent(logs, mean, options);
  return exponentiate(interval);
}

/** The median log ratio of each block. @throws RangeError if the two were not measured in the same rounds. */
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
 * The median of all rounds of all blocks, with `bootstrapStudent` over blocks on the logarithmic scale. It
 * includes what changed between blocks (processes, the machine's mood), which a ratio does not.
 */
export function blockMedian(blocks: Blocks, options: BootstrapOptions): Interval {
  const indices = blocks.map((_, block) => block);
  return exponentiate(bootstrapStudent(indices, pooledLogMedian(blocks), options));
}

/** The log median of the rounds of drawn blocks, without sorting them anew at every draw. */
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
