import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { atExit, makeFolder, UserError } from '../../files/index.ts';
import { BOUNDS, counted, isWithin } from '../../text/index.ts';
import { TEXTURES, type TextureSplit, textureClasses, textureImage } from './image.ts';

/**
 * Writes the first images of a split as PNG files in class folders. A folder that exists is complete and is left
 * as it is, because it gets its name only after the last image is written.
 *
 * @param size side in pixels
 * @throws UserError for more images than can be drawn in hours
 * @returns the folder, `<parent>/textures10-<split>-<size>-<count>`
 */
export async function writeTextureFolder(
  parent: string,
  split: TextureSplit,
  size: number,
  count: number,
): Promise<string> {
  assertDrawable(count, size);
  const folder = join(parent, `${TEXTURES}-${split}-${size}-${count}`);
  if (existsSync(folder)) return folder;
  makeFolder(parent);
  const temporary = `${folder}.${process.pid}.tmp`;
  const remove = atExit(() => rmSync(temporary, { recursive: true, force: true }));
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
    remove();
  }
  return folder;
}

/** @throws UserError for more images, or more pixels of all images, than their bounds */
export function assertDrawable(count: number, size: number): void {
  const { textures, texturePixels } = BOUNDS;
  if (!isWithin(count, textures))
    throw new UserError(`${TEXTURES} has at most ${textures.most} images, not ${count}: ${textures.why}`);
  if (count * size ** 2 > texturePixels.most)
    throw new UserError(
      `${counted(count, 'image')} of ${size}x${size} pixels are too many for ${TEXTURES}; give fewer or smaller ones: ${texturePixels.why}`,
    );
}
