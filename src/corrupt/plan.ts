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
  readonly tasks: readonly Task[];
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
    key: basename(input),
    outputs: [{ steps: version.steps, path: output }],
  };
  return { tasks: [task], missing: 1, existing: 0 };
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
  const present = filesIn(output);
  const tasks = images.map((path) => ({
    file: join(root, path),
    key: path,
    outputs: versions
      .map((version) => ({ steps: version.steps, path: pathOf(path, version, layout, format) }))
      .filter((target) => !present.has(target.path))
      .map((target) => ({ ...target, path: join(output, target.path) })),
  }));
  const missing = tasks.reduce((sum, { outputs }) => sum + outputs.length, 0);
  return {
    tasks: tasks.filter(({ outputs }) => outputs.length > 0),
    missing,
    existing: images.length * versions.length - missing,
    folder: output,
  };
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

/** Every file below a folder, relative with `/`; one listing instead of a question for every file. */
function filesIn(folder: string): ReadonlySet<string> {
  if (!existsSync(folder)) return new Set();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Set(names.map((name) => name.replaceAll(sep, '/')));
}
