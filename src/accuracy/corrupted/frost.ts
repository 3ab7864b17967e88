import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type FrostTextures, frostTextures } from '#corruptions';
import { INPUTS, listFolder, readFile, UserError } from '../../files/index.ts';
import { readImage } from './input.ts';

/**
 * Reads the pictures in a folder as frost textures, in the order of their names. Of the reference's six (`frost1.png` to
 * `frost6.jpg`) it takes the first five, because the reference never uses the last.
 * @throws UserError for a folder without pictures, or with one that cannot be read
 */
export async function readFrost(folder: string): Promise<FrostTextures> {
  const images = [];
  for (const file of picturesIn(folder)) images.push(await readImage(file, file, true));
  return frostTextures(images);
}

/** Hashes the files that `readFrost` reads: SHA-256, hexadecimal. */
export function frostDigest(folder: string): string {
  const hash = createHash('sha256');
  for (const file of picturesIn(folder))
    hash.update(createHash('sha256').update(readFile(file, INPUTS.image)).digest());
  return hash.digest('hex');
}

function picturesIn(folder: string): readonly string[] {
  const names = listed(folder).filter((name) => /\.(png|jpe?g|webp|bmp)$/i.test(name));
  if (names.length === 0) throw new UserError(`--frost-textures: no pictures in ${folder}`);
  const six = names.length === 6 && names.every((name, i) => name.startsWith(`frost${i + 1}.`));
  return (six ? names.slice(0, 5) : names).map((name) => join(folder, name));
}

function listed(folder: string): string[] {
  try {
    return listFolder(folder)
      .map(({ name }) => name)
      .sort();
  } catch {
    throw new UserError(`--frost-textures: the folder ${folder} does not exist`);
  }
}
