import { basename, dirname, join, resolve } from 'node:path';
import { corruptions } from '#corruptions';
import { isFolder, UserError } from '../../files/index.ts';
import { classFolders } from './class-folders.ts';
import { subfolders } from './listing.ts';
import type { Dataset, StoredCorruption } from './types.ts';

/** The folder of a corruption, and the severities in it. */
interface CorruptionFolder {
  readonly corruption: string;
  readonly path: string;
  readonly severities: readonly number[];
}

/**
 * Finds the corruption folders of ImageNet-C below a path: `<corruption>/<severity>/<class>/`, with or without a level
 * of groups (`noise/gaussian_noise/...`). The path may also be the folder of one corruption or of one severity. Returns
 * none for other datasets.
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

/** Makes one dataset of stored corruptions. All of them are expected to hold the images of the first. */
export function storedDataset(path: string, folders: readonly CorruptionFolder[]): Dataset {
  const [first] = folders;
  if (!first) throw new UserError(`${path} has no corruption folders`);
  const base = join(first.path, String(first.severities[0]));
  const clean = classFolders(base, subfolders(base));
  if (!clean) throw new UserError(`${base} contains no images`);
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
    .map(
      ({ corruption, severities }) =>
        `${corruption} has only ${severities.length === 1 ? 'severity' : 'severities'} ${severities.join(', ')}`,
    );
}

/** Recognises a folder of severities with class folders in them; folders named by class indices hold images instead. */
function asCorruption(path: string): CorruptionFolder | undefined {
  const names = subfolders(path);
  if (names.length === 0 || !names.every((name) => /^[1-5]$/.test(name))) return undefined;
  if (subfolders(join(path, names[0]!)).length === 0) return undefined;
  return { corruption: basename(path), path, severities: names.map(Number) };
}
