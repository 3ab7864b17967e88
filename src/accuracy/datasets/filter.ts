import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { assertFolderTarget, makeFolder, UserError, writeProblem } from '../../files/index.ts';
import { type Dataset, type DatasetManifest, isImageName, MANIFEST, readImage, SYNSETS } from './index.ts';

/** A wrong prediction that is to be kept. */
export interface Mistake {
  readonly image: string;
}

/**
 * Checks before anything is evaluated that a subset of a set can be written to a folder.
 * @throws UserError if the folder exists or lies inside the set, or the set cannot be filtered
 */
export function assertSubset(dataset: Dataset, out: string): void {
  if (existsSync(out)) throw new UserError(`${out} already exists; choose another -o`);
  assertFolderTarget(out, dataset.path);
  if (dataset.stored.length > 0)
    throw new UserError(
      `${dataset.path} holds ImageNet-C's corrupted images; filter takes a set of clean ones, such as those they were made from`,
    );
  const odd = classNamesOf(dataset).find((name) => /^\.|[\\/]/.test(name));
  if (odd !== undefined)
    throw new UserError(
      `the class "${odd}" of ${dataset.path} cannot be the name of a folder; rename it without / and leading dots`,
    );
}

/**
 * Writes the images that a model got wrong as an ImageFolder with a manifest, complete or not at all. Folders keep
 * the names, and the manifest the numbers, of the classes of the set that the images come from.
 * @throws UserError if the folder exists, cannot be written, or nothing would be in it.
 */
export async function writeSubset(
  dataset: Dataset,
  mistakes: readonly Mistake[],
  manifest: Omit<DatasetManifest, 'schema' | 'classNames' | 'source'>,
  out: string,
): Promise<void> {
  assertSubset(dataset, out);
  if (mistakes.length === 0) {
    throw new UserError(`no image of ${dataset.path} is predicted wrongly with that confidence; lower it`);
  }
  const wanted = new Set(mistakes.map(({ image }) => image));
  const classNames = classNamesOf(dataset);
  const taken = new Set<string>();
  const temporary = join(dirname(out), `.${basename(out)}.${process.pid}.tmp`);
  try {
    for (const entry of dataset.images()) {
      if (!wanted.has(entry.id)) continue;
      const folder = join(temporary, classNames[entry.labels[0]!]!);
      makeFolder(folder);
      // Some file systems take `A.jpg` and `a.jpg` for one.
      const keyOf = (name: string) => join(folder, name).toLowerCase();
      const file = fileName(entry.id, entry.source.path, (name) => taken.has(keyOf(name)));
      taken.add(keyOf(file));
      writeFileSync(join(folder, file), await readImage(entry.source));
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
    throw new UserError(`cannot write ${out}: ${writeProblem(error)}`);
  }
}

function classNamesOf({ classes, classNames }: Dataset): string[] {
  if (classNames.length > 0) return [...classNames];
  if (classes === SYNSETS.length) return [...SYNSETS];
  return Array.from({ length: classes }, (_, index) => String(index));
}

/**
 * Name of a file without folders: the id without its first folder, or the whole id, or a number before, whichever no
 * file of the class has yet (`a/1.jpg` and `b/1.jpg` of a list). An entry of a tar archive brings its format no name.
 */
function fileName(id: string, path: string, isTaken: (name: string) => boolean): string {
  const short = flat(id.replace(/^[^/]*\//, ''));
  for (let attempt = 0; ; attempt++) {
    const name = attempt === 0 ? short : attempt === 1 ? flat(id) : `${attempt}_${short}`;
    const visible = isImageName(name) ? name : name + extensionOf(path);
    if (!isTaken(visible)) return visible;
  }
}

/** Without separators and leading dots. */
function flat(id: string): string {
  return id.replaceAll('/', '_').replace(/^(\.+_?)+/, '');
}

function extensionOf(path: string): string {
  const extension = extname(path);
  return isImageName(`a${extension}`) ? extension : '.JPEG';
}
