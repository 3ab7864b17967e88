import { z } from 'zod';

/** How a group is sampled: part of a suite. */
export const SamplingOptions = z.strictObject({
  isolation: z
    .enum(['process', 'shared'])
    .default('process')
    .describe('a process for each cell, or one for all cells of a block'),
  minBlocks: z
    .number()
    .int()
    .min(2)
    .default(6)
    .describe('blocks (fresh processes) before precision may end the sampling'),
  maxBlocks: z.number().int().min(2).default(60).describe('blocks at which sampling ends in any case'),
  roundsPerBlock: z
    .number()
    .int()
    .min(2)
    .multipleOf(2)
    .default(6)
    .describe('rounds of a block; they come in pairs, the second in the reverse order (A B B A)'),
  turnMs: z
    .number()
    .positive()
    .default(30)
    .describe(
      'milliseconds of counted runs per turn, at least one run; their median is the value of the round. About 5 ms of uncounted runs, at least one, come before them (none for a model of 500 ms or more)',
    ),
  maxRunsPerTurn: z.number().int().min(1).default(15),
  warmupMaxMs: z.number().positive().default(1000).describe('cap of the warm-up of a cell in a block'),
  precision: z
    .number()
    .positive()
    .default(0.02)
    .describe('half-width of the ratio interval, a fraction, at which sampling stops'),
  resamples: z.number().int().min(100).default(2000).describe('draws of the bootstrap over blocks'),
  level: z.number().gt(0.5).lt(1).default(0.95).describe('confidence level of every interval'),
  timeoutSeconds: z
    .number()
    .positive()
    .default(120)
    .describe('longest that opening a session or one turn may take'),
  memoryGiB: z.number().positive().optional().describe('resident memory above which a cell is stopped'),
  anchor: z.boolean().default(true).describe('measure the fixed control kernel in every block'),
});
export type SamplingOptions = z.infer<typeof SamplingOptions>;
