import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { makeFolder } from '../../files/index.ts';
import { TEXTURES, type TextureSplit, textureClasses, textureImage } from './image.ts';

/**
 * Writes the first images of a split as PNG files in class folders. A folder that exists is complete and is left
 * as it is, because it gets its name only after the last image is written.
 *
 * @param size side in pixels
 * @returns the folder, `<parent>/textures10-<split>-<size>-<count>`
 */
export async function writeTextureFolder(
  parent: string,
  split: TextureSplit,
  size: number,
  count: number,
): Promise<string> {
  const folder = join(parent, `${TEXTURES}-${split}-${size}-${count}`);
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
