import { z } from 'zod';
import { SamplingOptions } from '../../latency/index.ts';
import { Form, GraphOptimization, RuntimeOptions } from '../../results/index.ts';
import { RUNTIMES } from '../../runtimes/index.ts';
import { BOUNDS, within } from '../../text/index.ts';
import { ModelRef } from './models.ts';

const Pixels = within(z.number(), BOUNDS.inputPixels);

/** The models to time, their forms and sizes, and how precisely to measure. */
export const LatencySection = z.strictObject({
  models: z.array(ModelRef).min(1),
  baseline: z.string().optional().describe('id of the model that ratios are relative to; default: the first'),
  forms: z
    .array(Form)
    .min(1)
    .default(['inference'])
    .describe('"train" adds the training form of models whose two forms differ'),
  runtimes: z
    .array(z.string())
    .min(1)
    .default([RUNTIMES[0]!.name])
    .describe(
      `${RUNTIMES.map(({ name }) => name).join(', ')}; optionally with a provider, as in "tfjs:wasm"`,
    ),
  providers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'execution providers or backends of runtimes that are listed without one; default: the first one of the runtime',
    ),
  resolutions: z
    .array(z.union([Pixels, z.tuple([Pixels, Pixels])]))
    .min(1)
    .default([224])
    .describe('side of a square in pixels, or [height, width]'),
  mixed: z
    .array(
      z.strictObject({
        models: z
          .array(z.string())
          .min(2)
          .describe('ids of models of this section (including variants and ONNX files) or of the registry'),
        resolutions: z.array(Pixels).min(2).describe('one per model, in the same order'),
      }),
    )
    .default([])
    .describe('additional groups in which each model has its own size; the first model is the baseline'),
  batch: z.array(within(z.number(), BOUNDS.batch)).min(1).default([1]),
  threads: z.array(within(z.number(), BOUNDS.threads)).min(1).default([1]),
  graphOptimization: z.array(GraphOptimization).min(1).default(['all']),
  weights: z
    .string()
    .default('seed:0')
    .describe('seed:<string>, a file, hf, hf:<org>/<name>[@revision][:file], or shipped'),
  photos: z
    .string()
    .optional()
    .describe('a photograph or a folder of photographs to feed to the models; default: those of the package'),
  budgetSeconds: within(z.number(), BOUNDS.budgetSeconds)
    .default(600)
    .describe('time for this section; --budget overrides it'),
  overBudget: z
    .enum(['overrun', 'drop'])
    .default('overrun')
    .describe(
      'if the budget is too small for two blocks of every group: "overrun" takes longer, "drop" skips groups, starting with the most recently measured, and lists them; --budget implies "drop"',
    ),
  precision: within(z.number(), BOUNDS.precision).optional().describe('shorthand for sampling.precision'),
  sampling: SamplingOptions.prefault({}),
  options: RuntimeOptions.prefault({}).describe('options of the runtime; records hold those in effect'),
  profile: z.boolean().default(false).describe('add the time per operator and per layer (onnxruntime only)'),
  groupSize: within(z.number(), BOUNDS.groupSize)
    .default(12)
    .describe('most cells per group; a larger group is split, with the baseline in every part'),
});
export type LatencySection = z.infer<typeof LatencySection>;
