import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import { type Dataset, type DatasetManifest, MANIFEST, readImage, SYNSETS } from '../datasets/index.ts';

/** A wrong prediction that is to be kept. */
export interface Mistake {
  readonly image: string;
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
  if (existsSync(out)) throw new UserError(`${out} already exists; choose another -o`);
  if (mistakes.length === 0) {
    throw new UserError(`no image of ${dataset.path} is predicted wrongly with that confidence; lower it`);
  }
  const wanted = new Set(mistakes.map(({ image }) => image));
  const classNames = classNamesOf(dataset);
  const temporary = join(dirname(out), `.${basename(out)}.${process.pid}.tmp`);
  try {
    for (const entry of dataset.images()) {
      if (!wanted.has(entry.id)) continue;
      const folder = join(temporary, classNames[entry.labels[0]!]!);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, fileName(entry.id, entry.source.path)), await readImage(entry.source));
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
    throw new UserError(`cannot write ${out} (${messageOf(error)})`);
  }
}

function classNamesOf({ classes, classNames }: Dataset): string[] {
  if (classNames.length > 0) return [...classNames];
  if (classes === SYNSETS.length) return [...SYNSETS];
  return Array.from({ length: classes }, (_, index) => String(index));
}

/** One name a file, whatever folders the id has. An entry of a tar archive brings its format no name. */
function fileName(id: string, path: string): string {
  const flat = id.replace(/^[^/]*\//, '').replaceAll('/', '_');
  return extname(flat) === '' ? `${flat}${extname(path) === '.tar' ? '.JPEG' : extname(path)}` : flat;
}
