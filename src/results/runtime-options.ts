import { z } from 'zod';

/** How far onnxruntime may rewrite a graph before it runs; only `all` has the blocked NCHWc layout. */
export const GraphOptimization = z.enum(['disabled', 'basic', 'extended', 'layout', 'all']);
export type GraphOptimization = z.infer<typeof GraphOptimization>;

/**
 * What decides a latency besides the model, the provider and the number of threads: written in the suite,
 * passed to the runtime as it stands, and recorded. The defaults are the fastest fair ones on a CPU.
 */
export const RuntimeOptions = z.strictObject({
  interOpThreads: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe('threads across operators; used in parallel execution only'),
  spinning: z
    .enum(['off', 'during-run', 'on'])
    .default('off')
    .describe(
      'whether pool threads spin while they wait. "on" burns CPU after each run and disturbs the cells that take turns with it; "during-run" stops with the run',
    ),
  arena: z.boolean().default(true).describe('memory arena of the CPU provider'),
  memoryPattern: z.boolean().default(true).describe('plan activation memory ahead'),
  executionMode: z.enum(['sequential', 'parallel']).default('sequential'),
  providerOptions: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('options of the execution provider, e.g. {"deviceId": 0}'),
});
export type RuntimeOptions = z.infer<typeof RuntimeOptions>;
