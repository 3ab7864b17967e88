import { extname, join, sep } from 'node:path';
import { listFolder, realPath, UserError } from '../../files/index.ts';

/** The extensions of torchvision's ImageFolder, plus GIF and AVIF. */
const EXTENSIONS = new Set('.jpg .jpeg .png .ppm .bmp .pgm .tif .tiff .webp .gif .avif'.split(' '));

/** Whether a file name has an extension of images and is not hidden. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && EXTENSIONS.has(extname(name).toLowerCase());
}

/** Lists the folders in a folder, sorted by code point as Python sorts, without hidden ones. */
export function subfolders(path: string): string[] {
  const folders = listFolder(path).filter(({ name, isFolder }) => isFolder && !name.startsWith('.'));
  for (const { name, isLink } of folders) if (isLink) refuseCircle(path, name);
  return folders.map(({ name }) => name).toSorted(byCodePoint);
}

/** Lists the image files directly in a folder, sorted. */
export function imageFiles(path: string): string[] {
  return listFolder(path)
    .filter(({ name, isFolder, isLink }) => isImageName(name) && (isLink || !isFolder))
    .map(({ name }) => name)
    .toSorted(byCodePoint);
}

/** Lists the image files below a folder as relative paths with forward slashes, sorted. */
export function imageTree(path: string, prefix = ''): string[] {
  return [
    ...imageFiles(join(path, prefix)).map((name) => prefix + name),
    ...subfolders(join(path, prefix)).flatMap((name) => imageTree(path, `${prefix}${name}/`)),
  ].toSorted(byCodePoint);
}

/** Compares as Python does, which is also ILSVRC's order of classes (names beyond U+FFFF would differ). */
export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @throws UserError for a link to a folder that contains it: the tree would be infinite */
function refuseCircle(path: string, name: string): void {
  const link = join(path, name);
  if (`${realPath(path)}${sep}`.startsWith(`${realPath(link)}${sep}`))
    throw new UserError(`${link} links to a folder that contains it; remove the link`);
}
