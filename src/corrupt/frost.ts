import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FrostTextures, frostTextures } from '#corruptions';
import { UserError } from '../errors.ts';
import { readImage } from './input.ts';

/**
 * The pictures in a folder as frost textures, in the order of their names; of the reference's own six
 * (`frost1.png` to `frost6.jpg`) the first five, as the reference never uses the last.
 * @throws UserError for a folder without pictures or with one that cannot be read
 */
export async function readFrost(folder: string): Promise<FrostTextures> {
  const names = listed(folder).filter((name) => /\.(png|jpe?g|webp|bmp)$/i.test(name));
  if (names.length === 0) throw new UserError(`--frost-textures: no pictures in ${folder}`);
  const six = names.length === 6 && names.every((name, i) => name.startsWith(`frost${i + 1}.`));
  const images = [];
  for (const name of six ? names.slice(0, 5) : names)
    images.push(await readImage(join(folder, name), join(folder, name), true));
  return frostTextures(images);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    throw new UserError(`--frost-textures: there is no folder ${folder}`);
  }
}
