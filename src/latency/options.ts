import { z } from 'zod';

/** How a group is sampled: `latency.sampling` of a suite. */
export const SamplingOptions = z.strictObject({
  isolation: z
    .enum(['process', 'shared'])
    .default('process')
    .describe('one process per cell, or one for all cells of a block'),
  minBlocks: z
    .number()
    .int()
    .min(2)
    .default(6)
    .describe('blocks (fresh processes) before sampling may stop because the intervals are narrow enough'),
  maxBlocks: z.number().int().min(2).default(60).describe('blocks after which sampling stops in any case'),
  roundsPerBlock: z
    .number()
    .int()
    .min(2)
    .multipleOf(2)
    .default(6)
    .describe('rounds per block; they come in pairs, the second in reverse order (A B B A)'),
  turnMs: z
    .number()
    .positive()
    .default(30)
    .describe(
      'milliseconds of counted runs per turn, at least one run; their median is the value of the round. About 5 ms of uncounted runs, at least one, come before them (none for a model of 500 ms or more)',
    ),
  maxRunsPerTurn: z.number().int().min(1).default(15),
  warmupMaxMs: z.number().positive().default(1000).describe('most milliseconds to warm up a cell in a block'),
  precision: z
    .number()
    .positive()
    .default(0.02)
    .describe(
      'sampling stops when the half-width of every ratio interval, a fraction of the ratio, is at most this',
    ),
  resamples: z.number().int().min(100).default(2000).describe('resamples of the bootstrap over blocks'),
  level: z.number().gt(0.5).lt(1).default(0.95).describe('confidence level of every interval'),
  timeoutSeconds: z
    .number()
    .positive()
    .default(120)
    .describe('time limit for opening a session and for one turn'),
  memoryGiB: z
    .number()
    .positive()
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
