import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { findImages } from './find.ts';
import { assertDistinct, type Layout, pathOf } from './layout.ts';
import type { Task } from './make.ts';
import { extensionsOf, type Format } from './output.ts';
import type { Version } from './versions.ts';

/** What is to be done, found out before anything is written. */
export interface Plan {
  /** Made one by one as they are needed: all of ImageNet-C is 3.75 million files. */
  readonly tasks: Iterable<Task>;
  /** Images that have tasks. */
  readonly images: number;
  /** Files to make, and how many of all there are already. */
  readonly missing: number;
  readonly existing: number;
  /** Root of the output tree; absent where one file is made into one file. */
  readonly folder?: string;
}

/**
 * One image into one file.
 * @throws UserError if the file's name does not fit the format, or it would overwrite its source
 */
export function planFile(input: string, output: string, version: Version, format: Format): Plan {
  const extension = extname(output).slice(1).toLowerCase();
  if (!extensionsOf(format).includes(extension))
    throw new UserError(
      `${output} does not end in .${extensionsOf(format)[0]}, the format to be written; rename it or set --format`,
    );
  if (existsSync(output) && realpathSync(output) === realpathSync(input))
    throw new UserError(`${output} is the input itself; choose another name`);
  const folder = dirname(resolve(output));
  if (!existsSync(folder)) throw new UserError(`cannot write ${output}: there is no folder ${folder}`);
  const task: Task = {
    file: input,
    name: basename(input),
    outputs: [{ steps: version.steps, path: output }],
  };
  return { tasks: [task], images: 1, missing: 1, existing: 0 };
}

/**
 * A folder of images, or one image, into a tree; what exists there is left as it is.
 * @throws UserError if there are no images, or the output lies in the input
 */
export function planTree(
  input: string,
  output: string,
  versions: readonly Version[],
  layout: Layout,
  format: Format,
): Plan {
  if (existsSync(output) && !statSync(output).isDirectory())
    throw new UserError(`${output} is a file; several versions need a folder`);
  const single = statSync(input).isFile();
  if (!single) assertOutside(input, output);
  const root = single ? dirname(input) : input;
  const images = single ? [basename(input)] : findImages(input);
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
    folder: output,
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
      yield { file: join(root, path), name: path, outputs };
    }
  }
}

/** 1 for every version of every image that exists, images first: a listing a folder, not a question a file. */
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
    // Folders of one version are not those of the next.
    if (layout === 'imagenet-c') listed.clear();
  }
  return done;
}

function namesIn(folder: string): ReadonlySet<string> {
  return new Set(existsSync(folder) ? readdirSync(folder) : []);
}

/** An output inside the input would be read as input by the next run. */
function assertOutside(input: string, output: string): void {
  const inside = realpathSync(input);
  const target = realOf(resolve(output));
  if (target === inside)
    throw new UserError(`the output folder ${output} is the input folder; choose another one`);
  if (target.startsWith(inside.endsWith(sep) ? inside : inside + sep))
    throw new UserError(
      `the output folder ${output} lies inside the input folder ${input}; choose one outside`,
    );
}

/** The path with the links of what exists of it resolved. */
function realOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realOf(parent), basename(path));
}
