import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Image } from '#corruptions';
import { messageOf, UserError } from '../../files/index.ts';
import { decodeImage } from '../pixels/index.ts';

/**
 * Reads an image that is 8-bit RGB. What would lose information without saying so (alpha, grey made
 * colour, 16 bits, CMYK) is refused, unless `convert` asks for Pillow's `convert('RGB')`.
 * @param name of the file in messages
 * @throws UserError
 */
export async function readImage(file: string, name: string, convert: boolean): Promise<Image> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`cannot read ${name}: ${reasonOf(error)}`);
  });
  const image = await decode(bytes, name);
  if (image.width < 1 || image.height < 1)
    throw new UserError(`${name} has no pixels (${image.width}×${image.height})`);
  const oddity = convert ? undefined : await oddityOf(bytes);
  if (oddity)
    throw new UserError(`${name} ${oddity}, not 8-bit RGB; --convert does what Pillow's convert("RGB") does`);
  return image;
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'no permission to read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return messageOf(error);
  }
}

async function decode(bytes: Uint8Array, name: string): Promise<Image> {
  try {
    return await decodeImage(bytes);
  } catch (error) {
    const reason = messageOf(error)
      .trim()
      .replaceAll(/\s*\n\s*/g, '; ');
    throw new UserError(`${name} is not a readable image: ${reason}`);
  }
}

/** What is not 8-bit RGB about a file that could be decoded. */
async function oddityOf(bytes: Uint8Array): Promise<string | undefined> {
  const magic = String.fromCharCode(bytes[0]!, bytes[1]!);
  // The two formats that sharp does not know.
  if (magic === 'P5') return 'is grey';
  if (magic === 'P6' || magic === 'BM') return undefined;
  const { space, depth, hasAlpha, channels } = await sharp(bytes).metadata();
  if (depth !== 'uchar') return `has ${depth === 'ushort' ? '16' : depth} bits a sample`;
  if (hasAlpha) return 'has an alpha channel';
  if (space === 'cmyk') return 'is CMYK';
  return channels < 3 || space === 'b-w' ? 'is grey' : undefined;
}
