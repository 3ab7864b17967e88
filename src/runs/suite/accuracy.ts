import { z } from 'zod';
import { PROTOCOLS } from '../../accuracy/evaluation/index.ts';
import { ModelRef } from './models.ts';

/** Which models are evaluated on which images, clean and corrupted. */
export const AccuracySection = z.strictObject({
  data: z
    .string()
    .describe(
      'a folder, a .tar or a list (fastvit-bench datasets check says what it is), or textures10, made here',
    ),
  optional: z
    .boolean()
    .default(false)
    .describe('left out, and not an error, where the variable that data names is not set'),
  labels: z.string().optional().describe("labels of flat validation images, or ImageNet-ReaL's real.json"),
  models: z.array(ModelRef).min(1),
  weights: z.string().default('hf').describe('seed:<string>, a file, hf, hf:<org>/<name>, shipped'),
  resolution: z
    .number()
    .int()
    .min(32)
    .max(8192)
    .optional()
    .describe('pixels of the input; the size that the weights were published for if absent'),
  corruptions: z
    .array(z.string())
    .default([])
    .describe('names, groups, imagenet-c or all; none: clean images, or all that a corrupted set holds'),
  severities: z.array(z.number().int().min(1).max(5)).min(1).default([1, 2, 3, 4, 5]),
  protocol: z
    .enum(PROTOCOLS)
    .default('imagenet-c')
    .describe("corrupt at 224 through JPEG as the data set was made, or at the model's own input size"),
  limit: z.number().int().positive().optional().describe('so many images, chosen by the seed'),
  unitImages: z.number().int().positive().default(256).describe('images of a unit of work'),
  workers: z.number().int().positive().optional().describe('processes; one for each core if absent'),
  allowUnreadable: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('unreadable images that are no failure'),
});
export type AccuracySection = z.infer<typeof AccuracySection>;

/** One section, or several for several data sets. */
export const AccuracySections = z.union([AccuracySection, z.array(AccuracySection).min(1)]);
export type AccuracySections = z.infer<typeof AccuracySections>;

/** The sections as a list. */
export function accuracySections(sections: AccuracySections | undefined): AccuracySection[] {
  return sections === undefined ? [] : [sections].flat();
}
