import { z } from 'zod';
import { TEXTURES } from './textures/index.ts';

/** How a network is trained. */
export const Recipe = z.strictObject({
  epochs: z.number().int().positive().default(16),
  batch: z.number().int().positive().default(32),
  learningRate: z.number().positive().default(0.003).describe('peak of the cosine schedule'),
  warmupEpochs: z.number().nonnegative().default(1),
  weightDecay: z.number().nonnegative().default(0.05),
  labelSmoothing: z.number().min(0).lt(1).default(0.1),
  mixup: z.number().min(0).max(1).default(0.1).describe("parameter of mixup's beta distribution; 0 for none"),
  stochasticDepth: z.number().min(0).lt(1).default(0.02).describe('rate at the last residual branch'),
  averageDecay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.995)
    .describe('moving average of the weights, which is what is evaluated and kept'),
  start: z
    .enum(['small', 'scaled'])
    .optional()
    .describe(
      'first weights of linear layers and layer scales: small (deviation 0.02, and 0.1; the default), or scaled (variance 1 / fan-in, and 1), for networks whose MLPs have no batch norm to lift them',
    ),
});
export type Recipe = z.infer<typeof Recipe>;

/** What is learned: `textures10`, made when it is needed. */
export const TrainingData = z.strictObject({
  name: z.literal(TEXTURES),
  size: z.number().int().min(16).max(512).default(32).describe('side of the images in pixels'),
  train: z.number().int().positive().default(8000).describe('images of the training split'),
  validation: z.number().int().positive().default(1000),
  test: z.number().int().positive().default(2000),
});
export type TrainingData = z.infer<typeof TrainingData>;

/** Two models whose accuracies are compared over the seeds. */
export const Comparison = z.strictObject({
  name: z.string().describe('what the second has that the first has not'),
  from: z.string().describe('id of a model of this suite'),
  to: z.string().describe('id of another'),
  paper: z.number().optional().describe('the published difference in points of top-1'),
});
export type Comparison = z.infer<typeof Comparison>;
