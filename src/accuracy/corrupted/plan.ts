import { basename, dirname, extname, join, resolve } from 'node:path';
import { corruptions } from '#corruptions';
import {
  assertFileTarget,
  assertFolderTarget,
  exists,
  isFolder,
  listFolder,
  realPath,
  UserError,
} from '../../files/index.ts';
import { printable } from '../../text/index.ts';
import { corruptionFolders, imageTree } from '../datasets/index.ts';
import { assertDistinct, type Layout, pathOf } from './layout.ts';
import { extensionsOf, type Format } from './output.ts';
import type { Task } from './version-writer.ts';
import type { Version } from './versions.ts';

/** The work of a job, planned before anything is written. */
export interface Plan {
  /** Generated one by one: ImageNet-C has 3.75 million files. */
  readonly tasks: Iterable<Task>;
  /** Images with a task. */
  readonly images: number;
  /** Files to make. */
  readonly missing: number;
  /** Files that exist already. */
  readonly existing: number;
  /** Root of the output, and of the input without links; absent if the output is one file. */
  readonly tree?: { readonly folder: string; readonly input: string };
}

/**
 * Plans one version of one image.
 * @throws UserError if the extension does not fit the format, or the output is the input
 */
export function planFile(input: string, output: string, version: Version, format: Format): Plan {
  const extension = extname(output).slice(1).toLowerCase();
  if (!extensionsOf(format).includes(extension))
    throw new UserError(
      `${output} does not end in .${extensionsOf(format)[0]}; rename it, or choose another --format`,
    );
  assertFileTarget(output, input);
  const task: Task = {
    file: input,
    name: printable(basename(input)),
    outputs: [{ steps: version.steps, path: output }],
  };
  return { tasks: [task], images: 1, missing: 1, existing: 0 };
}

/**
 * Plans a folder tree of versions of one image or of a folder of images. Files that exist are left as they are.
 * @throws UserError if there are no images, or the output lies in the input
 */
export function planTree(
  input: string,
  output: string,
  versions: readonly Version[],
  layout: Layout,
  format: Format,
): Plan {
  assertFolderTarget(output, input);
  const single = !isFolder(input);
  if (!single) assertClean(input);
  const root = single ? dirname(input) : input;
  const images = single ? [basename(input)] : imageTree(input);
  if (images.length === 0) throw new UserError(`no images in ${input}`);
  assertDistinct(images, format);
  const done = findDone(images, output, versions, layout, format);
  const existing = done.reduce((sum, flag) => sum + flag, 0);
  const open = images.flatMap((_, i) =>
    done.subarray(i * versions.length, (i + 1) * versions.length).includes(0) ? [i] : [],
  );
  return {
    tasks: tasksOf(open),
    images: open.length,
    missing: done.length - existing,
    existing,
    tree: { folder: output, input: realPath(root) },
  };

  function* tasksOf(indices: readonly number[]): Generator<Task> {
    for (const i of indices) {
      const path = images[i]!;
      const outputs = versions
        .filter((_, v) => done[i * versions.length + v] === 0)
        .map((version) => ({
          steps: version.steps,
          path: join(output, pathOf(path, version, layout, format)),
        }));
      yield { file: join(root, path), name: printable(path), outputs };
    }
  }
}

/** Refuses a tree of corrupted images as input; the folder of one severity is accepted. */
function assertClean(input: string): void {
  const folder = resolve(input);
  const found = corruptionFolders(folder).find(
    ({ corruption, path }) => path !== dirname(folder) && corruptions.some(({ name }) => name === corruption),
  );
  if (found)
    throw new UserError(
      `${input} contains corrupted images (${found.corruption}, ...); give the folder of the clean images, or of one severity`,
    );
}

/** Marks each version of each image that exists with 1, ordered by image. It lists folders, which is faster than checking files. */
function findDone(
  images: readonly string[],
  output: string,
  versions: readonly Version[],
  layout: Layout,
  format: Format,
): Uint8Array {
  const done = new Uint8Array(images.length * versions.length);
  const listed = new Map<string, ReadonlySet<string>>();
  for (const [v, version] of versions.entries()) {
    for (const [i, image] of images.entries()) {
      const path = join(output, pathOf(image, version, layout, format));
      const folder = dirname(path);
      const names = listed.get(folder) ?? namesIn(folder);
      listed.set(folder, names);
      if (names.has(basename(path))) done[i * versions.length + v] = 1;
    }
    // The versions of this layout do not share folders.
    if (layout === 'imagenet-c') listed.clear();
  }
  return done;
}

function namesIn(folder: string): ReadonlySet<string> {
  return new Set(exists(folder) ? listFolder(folder).map(({ name }) => name) : []);
}
