import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { makeFolder } from '../../files/index.ts';
import { type TextureSplit, textureClasses, textureImage } from './index.ts';

/**
 * Writes the first images of a split as a folder of class folders, PNG, for whatever reads folders. A folder
 * that is there already is complete and is left as it is: it gets its name when the last image is written.
 *
 * @returns the folder, `<parent>/textures10-<split>-<size>-<count>`
 */
export async function writeTextureFolder(
  parent: string,
  split: TextureSplit,
  size: number,
  count: number,
): Promise<string> {
  const folder = join(parent, `textures10-${split}-${size}-${count}`);
  if (existsSync(folder)) return folder;
  makeFolder(parent);
  const temporary = `${folder}.${process.pid}.tmp`;
  try {
    for (let index = 0; index < count; index++) {
      const { image, label } = textureImage({ split, index, size });
      const name = `${String(index).padStart(5, '0')}.png`;
      const path = join(temporary, `${label}_${textureClasses[label]}`, name);
      makeFolder(dirname(path));
      const raw = { width: size, height: size, channels: 3 } as const;
      writeFileSync(path, await sharp(image.data, { raw }).png().toBuffer());
    }
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}
