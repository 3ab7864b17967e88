import { readdirSync, realpathSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { UserError } from '../../files/index.ts';

/** The extensions that torchvision's ImageFolder takes, GIF and AVIF besides. */
const EXTENSIONS = new Set('.jpg .jpeg .png .ppm .bmp .pgm .tif .tiff .webp .gif .avif'.split(' '));

export function isImageName(name: string): boolean {
  return !name.startsWith('.') && EXTENSIONS.has(extname(name).toLowerCase());
}

/** Names of the folders within a folder, sorted by code point as Python sorts; hidden ones are left out. */
export function subfolders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || linksToFolder(path, entry)))
    .map(({ name }) => name)
    .toSorted(byCodePoint);
}

/** Names of the image files directly within a folder, sorted. */
export function imageFiles(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => isImageName(entry.name) && !entry.isDirectory())
    .map(({ name }) => name)
    .toSorted(byCodePoint);
}

/** Paths of the image files below a folder, relative to it, with forward slashes, sorted. */
export function imageTree(path: string, prefix = ''): string[] {
  return [
    ...imageFiles(join(path, prefix)).map((name) => prefix + name),
    ...subfolders(join(path, prefix)).flatMap((name) => imageTree(path, `${prefix}${name}/`)),
  ].toSorted(byCodePoint);
}

/** Python's order of strings, and ILSVRC's of classes (beyond U+FFFF JavaScript's differs: no name has that). */
export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @throws UserError for a link to a folder that it lies in: the tree would have no end */
function linksToFolder(path: string, entry: { name: string; isSymbolicLink(): boolean }): boolean {
  const link = join(path, entry.name);
  if (!entry.isSymbolicLink() || !statSync(link, { throwIfNoEntry: false })?.isDirectory()) return false;
  if (`${realpathSync(path)}${sep}`.startsWith(`${realpathSync(link)}${sep}`))
    throw new UserError(`${link} links to a folder that it lies in; remove the link`);
  return true;
}
