import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Layout } from './layout.ts';
import type { Settings } from './make.ts';
import { type WriteFile, writeOutput } from './output.ts';

const NAME = 'corrupt.json';

/** What the images of a tree have in common, so that one tree is never a mixture. */
const manifest = z.object({
  schema: z.literal('fastvit-bench/corrupt@1'),
  seed: z.number(),
  size: z.union([z.literal('keep'), z.number()]),
  format: z.string(),
  variant: z.string(),
  frost: z.enum(['procedural', 'given']),
  layout: z.enum(['imagenet-c', 'image-folder']),
});

type Manifest = z.infer<typeof manifest>;

/**
 * Checks that a tree which exists was made with these settings, or starts one.
 * @throws UserError that names the setting that differs
 */
export function openTree(folder: string, settings: Settings, layout: Layout, write?: WriteFile): void {
  const wanted = manifestOf(settings, layout);
  const path = join(folder, NAME);
  if (!existsSync(path)) {
    writeOutput(path, `${JSON.stringify(wanted, null, 2)}\n`, write);
    return;
  }
  const found = read(path);
  for (const key of Object.keys(wanted) as (keyof Manifest)[])
    if (found[key] !== wanted[key])
      throw new UserError(
        `${folder} was made with ${key} ${found[key]}, not ${wanted[key]}; choose another output folder`,
      );
}

function manifestOf(settings: Settings, layout: Layout): Manifest {
  const { format } = settings;
  return {
    schema: 'fastvit-bench/corrupt@1',
    seed: settings.seed,
    size: settings.size,
    format: format.kind === 'png' ? 'png' : `jpeg:${format.quality}`,
    variant: settings.variant ?? 'by size',
    frost: settings.frostFolder === undefined ? 'procedural' : 'given',
    layout,
  };
}

function read(path: string): Manifest {
  try {
    return manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new UserError(`${path} is not of this version of fastvit-bench; choose another output folder`);
  }
}
