import { extname } from 'node:path';
import { UserError } from '../../files/index.ts';
import { extensionsOf, type Format } from './output.ts';
import type { Version } from './versions.ts';

/**
 * How the output is laid out: `imagenet-c` is corruption/severity/class/image, `image-folder` is
 * class/corruption_severity_image, one dataset with the classes of the input.
 */
export type Layout = 'imagenet-c' | 'image-folder';

/** Returns the path of a version of an image below the root of the output. @param path below the root of the input */
export function pathOf(path: string, version: Version, layout: Layout, format: Format): string {
  const named = withExtension(path, format);
  switch (layout) {
    case 'imagenet-c':
      return `${version.folder}/${named}`;
    case 'image-folder': {
      const slash = named.lastIndexOf('/') + 1;
      return `${named.slice(0, slash)}${version.label}_${named.slice(slash)}`;
    }
  }
}

/** Gives a path the extension of the format; for JPEG output, ImageNet's `.JPEG` stays. */
function withExtension(path: string, format: Format): string {
  const extension = extname(path);
  const fits = extensionsOf(format).includes(extension.slice(1).toLowerCase());
  return fits ? path : `${path.slice(0, path.length - extension.length)}.${extensionsOf(format)[0]}`;
}

/** Checks that no two images have the same output (`a.jpg` and `a.png` of one class). @throws UserError */
export function assertDistinct(paths: readonly string[], format: Format): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const target = withExtension(path, format).toLowerCase();
    const other = seen.get(target);
    if (other !== undefined)
      throw new UserError(
        `${other} and ${path} would both be written as ${withExtension(path, format)}; rename one`,
      );
    seen.set(target, path);
  }
}
