import { join } from 'node:path';
import { z } from 'zod';
import { exists, INPUTS, readJsonFile, UserError } from '../../files/index.ts';

/** The file in which `filter` describes how to read a dataset. */
export const MANIFEST = 'dataset.json';

/** The file in which `corrupt` and `render` say how they made the images of a folder. */
export const CORRUPT_MANIFEST = 'corrupt.json';

/** The folder for what is not ImageNet-C: `corrupt` writes chains of corruptions there, each a dataset. */
export const CHAINS_FOLDER = 'not-imagenet-c';

export const DatasetManifest = z.object({
  schema: z.literal('fastvit-bench/dataset@1'),
  name: z.string().describe('names the dataset in records'),
  description: z.string(),
  classNames: z
    .array(z.string())
    .describe('all classes of the original dataset in label order, those without images included'),
  source: z.string().describe('the original dataset'),
  filter: z
    .object({
      model: z.string(),
      weights: z.string(),
      confidence: z.number().describe('lowest confidence of the wrong predictions'),
      kept: z.number().int(),
      of: z.number().int(),
    })
    .optional(),
});
export type DatasetManifest = z.infer<typeof DatasetManifest>;

/** Reads the manifest of a folder; undefined if there is none of ours. @throws UserError if it is invalid */
export function readManifest(folder: string): DatasetManifest | undefined {
  const path = join(folder, MANIFEST);
  if (!exists(path)) return undefined;
  const value = readJsonFile(path, INPUTS.json);
  const parsed = DatasetManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  // Another tool may have written a file of this name.
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema !== 'string' || !schema.startsWith('fastvit-bench/dataset@')) return undefined;
  const [issue] = parsed.error.issues;
  throw new UserError(`${path} is invalid: ${issue?.path.join('.')}: ${issue?.message}`);
}
