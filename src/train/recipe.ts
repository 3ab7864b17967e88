import { z } from 'zod';
import { BOUNDS, within } from '../text/index.ts';
import { TEXTURES } from './textures/index.ts';

/** How to train a network. */
export const Recipe = z.strictObject({
  epochs: within(z.number(), BOUNDS.epochs).default(16),
  batch: within(z.number(), BOUNDS.batch).default(32),
  learningRate: within(z.number(), BOUNDS.learningRate)
    .default(0.003)
    .describe('peak of the cosine schedule'),
  warmupEpochs: within(z.number(), BOUNDS.warmupEpochs).default(1),
  weightDecay: within(z.number(), BOUNDS.weightDecay).default(0.05),
  labelSmoothing: z.number().min(0).lt(1).default(0.1),
  mixup: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe("parameter of mixup's beta distribution; 0: no mixup"),
  stochasticDepth: z.number().min(0).lt(1).default(0.02).describe('rate at the last residual branch'),
  averageDecay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.995)
    .describe('decay of the moving average of the weights, which is evaluated and stored'),
  start: z
    .enum(['small', 'scaled'])
    .optional()
    .describe(
      'initial weights of linear layers and layer scales: "small" (standard deviation 0.02, and 0.1; the default) or "scaled" (variance 1 / fan-in, and 1), for networks without a batch norm after their MLPs',
    ),
});
export type Recipe = z.infer<typeof Recipe>;

/** The data to learn: `textures10`, generated when needed. */
export const TrainingData = z.strictObject({
  name: z.literal(TEXTURES),
  size: z.number().int().min(16).max(512).default(32).describe('side of an image in pixels'),
  train: within(z.number(), BOUNDS.textures).default(8000).describe('number of images in the training split'),
  validation: within(z.number(), BOUNDS.textures).default(1000),
  test: within(z.number(), BOUNDS.textures).default(2000),
});
export type TrainingData = z.infer<typeof TrainingData>;

/** Two models whose accuracies are compared over the seeds. */
export const Comparison = z.strictObject({
  name: z.string().describe('what the second model adds to the first'),
  from: z.string().describe('id of a model of this suite'),
  to: z.string().describe('id of another model of this suite'),
  paper: z.number().optional().describe('published difference in top-1, in percentage points'),
});
export type Comparison = z.infer<typeof Comparison>;
