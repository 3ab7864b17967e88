import { z } from 'zod';
import { SamplingOptions } from '../../latency/index.ts';
import { Form, GraphOptimization, RuntimeOptions } from '../../results/index.ts';
import { ModelRef } from './models.ts';

const Pixels = z.number().int().min(32).max(8192);

/** Which models are timed, in which forms, at which sizes, and how carefully. */
export const LatencySection = z.strictObject({
  models: z.array(ModelRef).min(1),
  baseline: z.string().optional().describe('id of the model that ratios are to; the first if absent'),
  forms: z
    .array(Form)
    .min(1)
    .default(['inference'])
    .describe('"train" applies to the models whose two forms differ'),
  runtimes: z
    .array(z.string())
    .min(1)
    .default(['onnxruntime'])
    .describe('onnxruntime, tfjs, browser; with a provider behind it, as in "tfjs:wasm"'),
  providers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'execution providers or backends of the runtimes that name none; their own first one if absent',
    ),
  resolutions: z
    .array(z.union([Pixels, z.tuple([Pixels, Pixels])]))
    .min(1)
    .default([224])
    .describe('pixels of a square, or [height, width]'),
  mixed: z
    .array(
      z.strictObject({
        models: z
          .array(z.string())
          .min(2)
          .describe('ids of models of this section (a variant, an ONNX file), or of the registry'),
        resolutions: z.array(Pixels).min(2).describe('of each model, in the same order'),
      }),
    )
    .default([])
    .describe('further groups, each of models at sizes of their own; the first model is the baseline'),
  batch: z.array(z.number().int().positive()).min(1).default([1]),
  threads: z.array(z.number().int().positive()).min(1).default([1]),
  graphOptimization: z.array(GraphOptimization).min(1).default(['all']),
  weights: z.string().default('seed:0').describe('seed:<string>, a file, hf, hf:<org>/<name>, shipped'),
  photos: z
    .string()
    .optional()
    .describe('a photograph or a folder of them, fed to the models; the ones that ship if absent'),
  budgetSeconds: z.number().positive().default(600).describe('time for the section; --budget overrides it'),
  overBudget: z
    .enum(['overrun', 'drop'])
    .default('overrun')
    .describe(
      'where the budget is too small for two blocks of everything: take longer, or leave groups out, those measured most recently first, and say so; --budget means "drop"',
    ),
  precision: z.number().positive().optional().describe('short for sampling.precision'),
  sampling: SamplingOptions.prefault({}),
  options: RuntimeOptions.prefault({}).describe('options of the runtime, recorded as they are used'),
  profile: z.boolean().default(false).describe('add the time by operator and by layer'),
  groupSize: z
    .number()
    .int()
    .min(2)
    .default(12)
    .describe('most cells that take turns; a larger group is split, the baseline in each part'),
});
export type LatencySection = z.infer<typeof LatencySection>;
