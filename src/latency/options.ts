import { z } from 'zod';
import { BOUNDS, within } from '../text/index.ts';

/** How a group is sampled: `latency.sampling` of a suite. */
export const SamplingOptions = z.strictObject({
  isolation: z
    .enum(['process', 'shared'])
    .default('process')
    .describe('one process per cell, or one for all cells of a block'),
  minBlocks: within(z.number(), BOUNDS.blocks)
    .default(6)
    .describe('blocks (fresh processes) before sampling may stop because every ratio is decided or precise'),
  maxBlocks: within(z.number(), BOUNDS.blocks)
    .default(60)
    .describe('blocks after which sampling stops in any case'),
  roundsPerBlock: within(z.number(), BOUNDS.rounds)
    .multipleOf(2)
    .default(6)
    .describe('rounds per block; they come in pairs, the second in reverse order (A B B A)'),
  turnMs: within(z.number(), BOUNDS.turnMs)
    .default(30)
    .describe(
      'milliseconds of counted runs per turn, at least one run; their median is the value of the round. About 5 ms of uncounted runs, at least one, come before them (none for a model of 500 ms or more)',
    ),
  maxRunsPerTurn: within(z.number(), BOUNDS.runs).default(15),
  warmupMaxMs: within(z.number(), BOUNDS.warmupMs)
    .default(1000)
    .describe('most milliseconds to warm up a cell in a block'),
  precision: within(z.number(), BOUNDS.precision)
    .default(0.02)
    .describe(
      'sampling stops when the half-width of every ratio interval, a fraction of the ratio, is at most this, or at most a quarter of the effect',
    ),
  resamples: within(z.number(), BOUNDS.resamples)
    .optional()
    .describe('has no effect since version 0.2.0: intervals of latencies need no bootstrap'),
  level: within(z.number().gt(0.5), BOUNDS.level)
    .default(0.95)
    .describe('confidence level of every interval'),
  timeoutSeconds: within(z.number(), BOUNDS.timeoutSeconds)
    .default(120)
    .describe('time limit for opening a session and for one turn'),
  memoryGiB: within(z.number(), BOUNDS.memoryGiB)
    .optional()
    .describe('a cell whose process exceeds this resident memory is stopped'),
  anchor: z
    .boolean()
    .default(true)
    .describe(
      'measure the anchor, a fixed model, in every block, so that runs of different days can be compared',
    ),
});
export type SamplingOptions = z.infer<typeof SamplingOptions>;
