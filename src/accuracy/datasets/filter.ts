import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import {
  assertFolderTarget,
  cannotWrite,
  INPUTS,
  makeFolder,
  readSlice,
  UserError,
} from '../../files/index.ts';
import { SYNSETS } from './data/synsets.ts';
import { isImageName } from './listing.ts';
import { type DatasetManifest, MANIFEST } from './manifest.ts';
import type { Dataset } from './types.ts';

/**
 * Checks before the evaluation that a subset of a dataset can be written to a folder.
 * @throws UserError if the folder exists or lies inside the dataset, or the dataset cannot be filtered
 */
export function assertSubset(dataset: Dataset, out: string): void {
  if (existsSync(out)) throw new UserError(`${out} already exists; choose another folder`);
  assertFolderTarget(out, dataset.path);
  if (dataset.stored.length > 0)
    throw new UserError(
      `${dataset.path} contains the corrupted images of ImageNet-C; filter needs clean images, such as their originals`,
    );
  const odd = classNamesOf(dataset).find((name) => /^\.|[\\/]/.test(name));
  if (odd !== undefined)
    throw new UserError(
      `the class "${odd}" of ${dataset.path} is not a valid folder name; rename it without slashes and leading dots`,
    );
}

/**
 * Writes the images that a model got wrong as an ImageFolder with a manifest, completely or not at all. The class
 * folders keep their names, and the manifest keeps the class numbers of the original dataset.
 * @param mistakes ids of the images
 * @throws UserError if the folder exists or cannot be written, or there are no mistakes
 */
export async function writeSubset(
  dataset: Dataset,
  mistakes: readonly string[],
  manifest: Omit<DatasetManifest, 'schema' | 'classNames' | 'source'>,
  out: string,
): Promise<void> {
  assertSubset(dataset, out);
  if (mistakes.length === 0) {
    throw new UserError(
      `no image of ${dataset.path} is predicted wrongly with this confidence; choose a lower one`,
    );
  }
  const wanted = new Set(mistakes);
  const classNames = classNamesOf(dataset);
  const taken = new Set<string>();
  const temporary = join(dirname(out), `.${basename(out)}.${process.pid}.tmp`);
  try {
    for (const entry of dataset.images()) {
      if (!wanted.has(entry.id)) continue;
      const folder = join(temporary, classNames[entry.labels[0]!]!);
      makeFolder(folder);
      // On some file systems `A.jpg` and `a.jpg` are the same file.
      const keyOf = (name: string) => join(folder, name).toLowerCase();
      const file = fileName(entry.id, entry.source.path, (name) => taken.has(keyOf(name)));
      taken.add(keyOf(file));
      writeFileSync(join(folder, file), await readSlice(entry.source, INPUTS.image));
    }
    const whole: DatasetManifest = {
      schema: 'fastvit-bench/dataset@1',
      ...manifest,
      classNames,
      source: dataset.path,
    };
    writeFileSync(join(temporary, MANIFEST), `${JSON.stringify(whole, null, 2)}\n`);
    renameSync(temporary, out);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error instanceof UserError ? error : cannotWrite(out, error);
  }
}

function classNamesOf({ classes, classNames }: Dataset): string[] {
  if (classNames.length > 0) return [...classNames];
  if (classes === SYNSETS.length) return [...SYNSETS];
  return Array.from({ length: classes }, (_, index) => String(index));
}

/**
 * Chooses a file name that no file of the class has yet (a list may have `a/1.jpg` and `b/1.jpg`): the id without its
 * first folder, else the whole id, else the former after a number. An entry of a tar archive gets an extension.
 */
function fileName(id: string, path: string, isTaken: (name: string) => boolean): string {
  const short = flat(id.replace(/^[^/]*\//, ''));
  for (let attempt = 0; ; attempt++) {
    const name = attempt === 0 ? short : attempt === 1 ? flat(id) : `${attempt}_${short}`;
    const visible = isImageName(name) ? name : name + extensionOf(path);
    if (!isTaken(visible)) return visible;
  }
}

/** Replaces separators and drops leading dots. */
function flat(id: string): string {
  return id.replaceAll('/', '_').replace(/^(\.+_?)+/, '');
}

function extensionOf(path: string): string {
  const extension = extname(path);
  return isImageName(`a${extension}`) ? extension : '.JPEG';
}
