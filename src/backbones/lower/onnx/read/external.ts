import { constants, copyFileSync, linkSync, lstatSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  assertReadable,
  INPUTS,
  makeFolder,
  realPath,
  systemPath,
  UserError,
} from '../../../../files/index.ts';
import { quoted } from '../../../../text/index.ts';
import type { OnnxModel } from './types.ts';

type External = Pick<OnnxModel, 'path' | 'externalFiles'>;

/**
 * Returns the paths of the files that hold a model's tensors. onnxruntime opens them itself, so they are checked here.
 * @throws UserError if one is missing or not a regular file
 */
export function externalPaths({ path: model, externalFiles }: External): string[] {
  return externalFiles.map((file) => {
    const path = join(dirname(model), file);
    if (isMissing(path))
      throw new UserError(
        `${model} keeps tensors in ${quoted(file)}, which is missing; put that file next to it`,
      );
    assertReadable(path, INPUTS.tensors, `${model}: its file of tensors ${quoted(file)}`);
    return path;
  });
}

function isMissing(path: string): boolean {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false }) === undefined;
  } catch {
    // A name that is too long, say; opening the file reports it.
    return false;
  }
}

/**
 * Returns true if a model's tensors are real files in its folder. onnxruntime refuses links to other folders, which
 * all files in the hub's cache are.
 */
export function liesTogether(model: OnnxModel): boolean {
  if (model.externalFiles.length === 0) return true;
  const folder = realPath(dirname(model.path));
  const files = [...externalPaths(model), model.path];
  return files.every((path) => realPath(path) === join(folder, relative(dirname(model.path), path)));
}

/**
 * Puts the files of a model's tensors into another folder: as hard links, or as copies on another disk and where
 * onnxruntime refuses links, for tensors inside nodes ("multiple hard links").
 */
export function linkExternal(model: OnnxModel, folder: string): void {
  for (const [i, path] of externalPaths(model).entries()) {
    const file = model.externalFiles[i]!;
    const target = join(folder, file);
    makeFolder(dirname(target));
    if (model.innerFiles.includes(file) || !linked(path, target))
      copyFileSync(systemPath(path), target, constants.COPYFILE_FICLONE);
  }
}

function linked(path: string, target: string): boolean {
  try {
    linkSync(systemPath(realPath(path)), target);
    return true;
  } catch {
    return false;
  }
}
