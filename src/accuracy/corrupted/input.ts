import sharp from 'sharp';
import type { Image } from '#corruptions';
import { INPUTS, messageOf, readFile, UserError } from '../../files/index.ts';
import { oneLine } from '../../text/index.ts';
import { decodeImage, imagenetCrop, modelPixels, type Resizer } from '../pixels/index.ts';

/**
 * Reads an 8-bit RGB image. Other images (alpha, grey, 16 bits, CMYK) would silently change, so they are refused unless
 * `convert` asks for Pillow's `convert('RGB')`.
 * @param name how messages call the file
 * @throws UserError
 */
export async function readImage(file: string, name: string, convert: boolean): Promise<Image> {
  const bytes = readFile(file, INPUTS.image, name);
  const image = await decode(bytes, name);
  if (image.width < 1 || image.height < 1)
    throw new UserError(`${name} has no pixels (${image.width}×${image.height})`);
  const oddity = convert ? undefined : await oddityOf(bytes);
  if (oddity)
    throw new UserError(`${name} ${oddity}, not 8-bit RGB; add --convert to convert it as Pillow does`);
  return image;
}

/** `keep`, or the side in pixels of a square crop like ImageNet-C's. */
export type Size = 'keep' | number;

/** Resizes and crops as the authors of ImageNet-C did, to the bit: shorter side to 256 for 224, centre crop. */
export function resizeTo(image: Image, size: Size, resizer: Resizer): Image {
  return size === 'keep' ? image : modelPixels(image, imagenetCrop(size), resizer);
}

async function decode(bytes: Uint8Array, name: string): Promise<Image> {
  try {
    return await decodeImage(bytes);
  } catch (error) {
    throw new UserError(`${name} is not a readable image: ${oneLine(messageOf(error))}`);
  }
}

/** Says how a decoded file differs from 8-bit RGB; undefined if it does not. */
async function oddityOf(bytes: Uint8Array): Promise<string | undefined> {
  const magic = String.fromCharCode(bytes[0]!, bytes[1]!);
  // The formats that sharp cannot decode.
  if (magic === 'P5') return 'is grey';
  if (magic === 'P6' || magic === 'BM') return undefined;
  // The first frame was decoded; what is damaged behind it does not matter.
  const { space, depth, hasAlpha, channels } = await sharp(bytes, { failOn: 'none' }).metadata();
  if (depth !== 'uchar') return `has ${depth === 'ushort' ? '16' : depth} bits per sample`;
  if (hasAlpha) return 'has an alpha channel';
  if (space === 'cmyk') return 'is CMYK';
  return channels < 3 || space === 'b-w' ? 'is grey' : undefined;
}
