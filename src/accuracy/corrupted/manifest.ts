import { rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  exists,
  INPUTS,
  listFolder,
  readJsonFile,
  systemPath,
  UserError,
  writeOutput,
} from '../../files/index.ts';
import { CORRUPT_MANIFEST } from '../datasets/index.ts';
import { frostDigest } from './frost.ts';
import type { Layout } from './layout.ts';
import type { Settings } from './version-writer.ts';

/** What all images of a folder tree have in common, so that a tree never mixes settings. */
const manifest = z.object({
  schema: z.literal('fastvit-bench/corrupt@1'),
  seed: z.number(),
  size: z.union([z.literal('keep'), z.number()]),
  format: z.string(),
  variant: z.string(),
  frost: z.enum(['procedural', 'given']),
  layout: z.enum(['imagenet-c', 'image-folder']),
  // Trees of earlier versions lack the rest.
  input: z.string().optional().describe('folder of the images: absolute path without links'),
  frostTextures: z.string().optional().describe('SHA-256 of the textures given by the user'),
});

type Manifest = z.infer<typeof manifest>;

/**
 * Checks that an existing tree was made from the same images with the same settings, or starts a new one.
 * @param existing number of images that exist already
 * @returns a function that removes a new tree if it is still empty
 * @throws UserError that names the difference
 */
export function openTree(
  tree: { readonly folder: string; readonly input: string },
  existing: number,
  settings: Settings,
  layout: Layout,
): () => void {
  const wanted = manifestOf(tree.input, settings, layout);
  const path = join(tree.folder, CORRUPT_MANIFEST);
  if (exists(path)) {
    assertSame(read(path), wanted, tree.folder, path);
    return () => {};
  }
  if (existing > 0)
    throw new UserError(
      `${tree.folder} already has images with these names, but no ${CORRUPT_MANIFEST} that says how they were made; choose another output folder`,
    );
  const isNew = !exists(tree.folder);
  const discard = () => {
    if (listFolder(tree.folder).some(({ name }) => name !== CORRUPT_MANIFEST)) return;
    rmSync(systemPath(path), { force: true });
    if (isNew) rmdirSync(systemPath(tree.folder));
  };
  try {
    writeOutput(path, `${JSON.stringify(wanted, null, 2)}\n`);
  } catch (error) {
    if (exists(tree.folder)) discard();
    throw error;
  }
  return discard;
}

function assertSame(found: Manifest, wanted: Manifest, folder: string, path: string): void {
  for (const key of Object.keys(wanted) as (keyof Manifest)[]) {
    if (found[key] === undefined || found[key] === wanted[key]) continue;
    throw new UserError(`${folder} was made ${difference(key)}`);
  }

  function difference(key: keyof Manifest): string {
    switch (key) {
      case 'input':
        return `from ${found.input}, not ${wanted.input}; choose another output folder, or set "input" in ${path} if that folder was moved`;
      case 'frostTextures':
        return 'with other frost textures; choose another output folder';
      default:
        return `with ${key} ${found[key]}, not ${wanted[key]}; choose another output folder`;
    }
  }
}

function manifestOf(input: string, settings: Settings, layout: Layout): Manifest {
  const { format, frostFolder } = settings;
  return {
    schema: 'fastvit-bench/corrupt@1',
    seed: settings.seed,
    size: settings.size,
    format: format.kind === 'png' ? 'png' : `jpeg:${format.quality}`,
    variant: settings.variant ?? 'by size',
    frost: frostFolder === undefined ? 'procedural' : 'given',
    layout,
    input,
    ...(frostFolder === undefined ? {} : { frostTextures: frostDigest(frostFolder) }),
  };
}

function read(path: string): Manifest {
  try {
    return manifest.parse(readJsonFile(path, INPUTS.json));
  } catch {
    throw new UserError(
      `${path} was not written by this version of fastvit-bench; choose another output folder`,
    );
  }
}
