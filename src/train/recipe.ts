import { z } from 'zod';

/** How a network is trained. */
export const Recipe = z.strictObject({
  epochs: z.number().int().positive().default(20),
  batch: z.number().int().positive().default(64),
  learningRate: z.number().positive().default(0.004).describe('peak of the cosine schedule'),
  warmupEpochs: z.number().nonnegative().default(1),
  weightDecay: z.number().nonnegative().default(0.05),
  labelSmoothing: z.number().min(0).lt(1).default(0.1),
  mixup: z.number().min(0).max(1).default(0.2).describe("parameter of mixup's beta distribution; 0 for none"),
  stochasticDepth: z.number().min(0).lt(1).default(0.05).describe('rate at the last residual branch'),
  averageDecay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.998)
    .describe('moving average of the weights, which is what is evaluated and kept'),
});
export type Recipe = z.infer<typeof Recipe>;
