import { basename, dirname, join, resolve } from 'node:path';
import { corruptions } from '#corruptions';
import { isFolder, UserError } from '../../files/index.ts';
import { classFolders } from './class-folders.ts';
import { subfolders } from './listing.ts';
import type { Dataset, StoredCorruption } from './types.ts';

/** A corruption's folder, with the severities in it. */
interface CorruptionFolder {
  readonly corruption: string;
  readonly path: string;
  readonly severities: readonly number[];
}

/**
 * The folders of ImageNet-C below a path: `<corruption>/<severity>/<class>/`, with or without a level of
 * groups above (`noise/gaussian_noise/...`), one corruption's own folder, or that of one severity. None if it
 * is another set.
 */
export function corruptionFolders(path: string): CorruptionFolder[] {
  const own = asCorruption(path);
  if (own) return [own];
  const [severity, corruption] = [basename(path), basename(dirname(path))];
  if (/^[1-5]$/.test(severity) && corruptions.some(({ name }) => name === corruption))
    return [{ corruption, path: dirname(path), severities: [Number(severity)] }];
  const found = subfolders(path).flatMap((name) => asCorruption(join(path, name)) ?? []);
  if (found.length > 0) return found;
  return subfolders(path).flatMap((group) =>
    subfolders(join(path, group)).flatMap((name) => asCorruption(join(path, group, name)) ?? []),
  );
}

/** Lists the corruptions and severities that ImageNet-C at a path stores; none for another set, or where nothing is. */
export function storedCorruptions(path: string): StoredCorruption[] {
  return isFolder(path) ? storedOf(corruptionFolders(resolve(path))) : [];
}

/** The stored corruptions as one set: the images of the first are looked for in all the others. */
export function storedDataset(path: string, folders: readonly CorruptionFolder[]): Dataset {
  const [first] = folders;
  if (!first) throw new UserError(`${path} has no corruption folders`);
  const base = join(first.path, String(first.severities[0]));
  const clean = classFolders(base, subfolders(base));
  if (!clean) throw new UserError(`${base} holds no images`);
  const paths = new Map(
    folders.flatMap((folder) =>
      folder.severities.map((severity) => [
        `${folder.corruption}/${severity}`,
        join(folder.path, String(severity)),
      ]),
    ),
  );
  return {
    ...clean,
    kind: 'imagenet-c',
    name: 'imagenet-c',
    layout: `corruption/severity/class folders, ${folders.length} corruptions`,
    path,
    stored: storedOf(folders),
    images: (stored?: StoredCorruption) => {
      const root = stored && paths.get(`${stored.corruption}/${stored.severity}`);
      if (stored && !root) throw new Error(`no images of ${stored.corruption}, severity ${stored.severity}`);
      if (!root || root === base) return clean.images();
      return clean.images().map((entry) => ({
        ...entry,
        source: { path: root + entry.source.path.slice(base.length) },
      }));
    },
    notes: [...clean.notes, ...incomplete(folders)],
  };
}

function storedOf(folders: readonly CorruptionFolder[]): StoredCorruption[] {
  return folders.flatMap(({ corruption, severities }) =>
    severities.map((severity) => ({ corruption, severity })),
  );
}

function incomplete(folders: readonly CorruptionFolder[]): string[] {
  return folders
    .filter(({ severities }) => severities.length < 5)
    .map(({ corruption, severities }) => `${corruption} has the severities ${severities.join(', ')} alone`);
}

/** A folder whose folders are severities that hold class folders themselves (class indices hold images). */
function asCorruption(path: string): CorruptionFolder | undefined {
  const names = subfolders(path);
  if (names.length === 0 || !names.every((name) => /^[1-5]$/.test(name))) return undefined;
  if (subfolders(join(path, names[0]!)).length === 0) return undefined;
  return { corruption: basename(path), path, severities: names.map(Number) };
}
