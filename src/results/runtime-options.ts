import { z } from 'zod';
import { BOUNDS, within } from '../text/index.ts';

/** How far onnxruntime may optimise a graph; only `all` uses the blocked NCHWc layout. */
export const GraphOptimization = z.enum(['disabled', 'basic', 'extended', 'layout', 'all']);
export type GraphOptimization = z.infer<typeof GraphOptimization>;

/**
 * Runtime settings that affect a latency, besides provider and threads: written in the suite, passed to the runtime
 * unchanged, and recorded. The defaults are the fastest ones that do not disturb other cells on a CPU.
 */
export const RuntimeOptions = z.strictObject({
  interOpThreads: within(z.number(), BOUNDS.threads)
    .default(1)
    .describe('threads that run operators in parallel; used with executionMode "parallel" only'),
  spinning: z
    .enum(['off', 'during-run', 'on'])
    .default('off')
    .describe(
      'whether idle threads of the pool spin. "on" uses CPU after each run, which disturbs the other cells of the group; "during-run" stops with the run',
    ),
  arena: z.boolean().default(true).describe('memory arena of the CPU provider'),
  memoryPattern: z.boolean().default(true).describe('plan the memory of activations in advance'),
  executionMode: z.enum(['sequential', 'parallel']).default('sequential'),
  providerOptions: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('options of the execution provider, e.g. {"deviceId": 0}'),
});
export type RuntimeOptions = z.infer<typeof RuntimeOptions>;
