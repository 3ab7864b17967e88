import { z } from 'zod';
import { PROTOCOLS } from '../../accuracy/evaluation/index.ts';
import { BOUNDS, within } from '../../text/index.ts';
import { ModelRef } from './models.ts';

/** The models to evaluate and the images to evaluate them on, clean and corrupted. */
export const AccuracySection = z.strictObject({
  data: z
    .string()
    .describe(
      'a folder, a .tar or a list of images (see "fastvit-bench datasets check"), or "textures10", which is generated',
    ),
  optional: z
    .boolean()
    .default(false)
    .describe('skip the section, instead of failing, if an environment variable in "data" is not set'),
  labels: z
    .string()
    .optional()
    .describe("file of labels for validation images without class folders, or ImageNet-ReaL's real.json"),
  models: z.array(ModelRef).min(1),
  weights: z
    .string()
    .default('hf')
    .describe('seed:<string>, a file, hf, hf:<org>/<name>[@revision][:file], or shipped'),
  resolution: within(z.number(), BOUNDS.inputPixels)
    .optional()
    .describe('side of the input in pixels; default: the size that the weights were published for'),
  corruptions: z
    .array(z.string())
    .default([])
    .describe(
      'names, groups, "imagenet-c" or "all"; default: clean images only, or everything that a stored ImageNet-C holds',
    ),
  severities: z.array(z.number().int().min(1).max(5)).min(1).default([1, 2, 3, 4, 5]),
  protocol: z
    .enum(PROTOCOLS)
    .default('imagenet-c')
    .describe(
      'imagenet-c: corrupt at 224 pixels and store as JPEG, as ImageNet-C was made; native: corrupt at the input size of the model',
    ),
  limit: within(z.number(), BOUNDS.images)
    .optional()
    .describe('number of images, chosen by the seed; default: all'),
  unitImages: within(z.number(), BOUNDS.unitImages).default(256).describe('images per unit of work'),
  workers: within(z.number(), BOUNDS.processes)
    .optional()
    .describe('worker processes; default: one per core'),
  timeoutSeconds: within(z.number(), BOUNDS.patienceSeconds)
    .default(60)
    .describe(
      'longest that a model may take to load or to evaluate one image; a slower model becomes a failed record, at most a day',
    ),
  allowUnreadable: within(z.number(), BOUNDS.unreadable)
    .default(0)
    .describe('unreadable images to tolerate before the run fails'),
});
export type AccuracySection = z.infer<typeof AccuracySection>;

/** One section, or a list of sections for several datasets. */
export const AccuracySections = z.union([AccuracySection, z.array(AccuracySection).min(1)]);
export type AccuracySections = z.infer<typeof AccuracySections>;

/** Returns the sections as a list. */
export function accuracySections(sections: AccuracySections | undefined): AccuracySection[] {
  return sections === undefined ? [] : [sections].flat();
}
