import { copyFileSync, existsSync, linkSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { makeFolder, UserError } from '../../../../files/index.ts';
import type { OnnxModel } from './types.ts';

/** Returns the paths of the files that hold a model's tensors. @throws UserError if one is missing */
export function externalPaths(model: OnnxModel): string[] {
  return model.externalFiles.map((file) => {
    const path = join(dirname(model.path), file);
    if (existsSync(path)) return path;
    throw new UserError(`${model.path} keeps tensors in ${file}, which is missing; put that file next to it`);
  });
}

/**
 * Returns true if a model's tensors are real files in its folder. onnxruntime refuses links to other folders, which
 * all files in the hub's cache are.
 */
export function liesTogether(model: OnnxModel): boolean {
  if (model.externalFiles.length === 0) return true;
  const folder = realpathSync(dirname(model.path));
  const files = [...externalPaths(model), model.path];
  return files.every((path) => realpathSync(path) === join(folder, relative(dirname(model.path), path)));
}

/** Puts the files of a model's tensors into another folder, as hard links or, on another disk, as copies. */
export function linkExternal(model: OnnxModel, folder: string): void {
  for (const [i, path] of externalPaths(model).entries()) {
    const target = join(folder, model.externalFiles[i]!);
    makeFolder(dirname(target));
    try {
      linkSync(realpathSync(path), target);
    } catch {
      copyFileSync(path, target);
    }
  }
}
