import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../../files/index.ts';

/** The file that `filter` leaves in a set of one's own, so that it is read back as it was meant. */
export const MANIFEST = 'dataset.json';

export const DatasetManifest = z.object({
  schema: z.literal('fastvit-bench/dataset@1'),
  name: z.string().describe('names the set in records'),
  description: z.string(),
  classNames: z
    .array(z.string())
    .describe('every class of the set it came from, in label order; a folder without images keeps its place'),
  source: z.string().describe('the set it was made from'),
  filter: z
    .object({
      model: z.string(),
      weights: z.string(),
      confidence: z.number().describe('a prediction is wrong with at least this confidence'),
      kept: z.number().int(),
      of: z.number().int(),
    })
    .optional(),
});
export type DatasetManifest = z.infer<typeof DatasetManifest>;

/** The manifest of a folder, undefined where there is none. @throws UserError if it is damaged. */
export function readManifest(folder: string): DatasetManifest | undefined {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const parsed = DatasetManifest.safeParse(value);
    if (parsed.success) return parsed.data;
    // Another tool's file of the same name says nothing to us.
    const schema = (value as { schema?: unknown } | null)?.schema;
    if (typeof schema !== 'string' || !schema.startsWith('fastvit-bench/dataset@')) return undefined;
    throw new Error(parsed.error.issues[0]?.message);
  } catch (error) {
    throw new UserError(`${path} is damaged: ${messageOf(error)}`);
  }
}
