import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UserError } from '../errors.ts';

/** What torchvision's ImageFolder takes for an image. */
const EXTENSIONS = ['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp'];

/**
 * Paths of the images below a folder, relative to it with `/`, sorted; links are followed, hidden files
 * are not looked at.
 * @throws UserError if there is none
 */
export function findImages(folder: string): readonly string[] {
  const found: string[] = [];
  const visit = (relative: string) => {
    for (const name of readdirSync(join(folder, relative)).sort()) {
      if (name.startsWith('.')) continue;
      const path = relative === '' ? name : `${relative}/${name}`;
      const kind = statSync(join(folder, path), { throwIfNoEntry: false });
      if (kind?.isDirectory()) visit(path);
      else if (kind?.isFile() && EXTENSIONS.includes(extname(name).toLowerCase())) found.push(path);
    }
  };
  visit('');
  if (found.length === 0)
    throw new UserError(
      `no images in ${folder} (${EXTENSIONS.map((extension) => extension.slice(1)).join(', ')})`,
    );
  return found;
}
