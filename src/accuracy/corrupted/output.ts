import { basename, extname } from 'node:path';
import sharp from 'sharp';
import type { Image } from '#corruptions';
import { isFolder, UserError } from '../../files/index.ts';
import { isImageName } from '../datasets/index.ts';

export type Format = { readonly kind: 'png' } | { readonly kind: 'jpeg'; readonly quality: number };

/** Parses `png`, `jpeg` or `jpeg:85`. @throws UserError */
export function formatOf(text: string): Format {
  if (text === 'png') return { kind: 'png' };
  const match = /^jpe?g(?::(\d{1,3}))?$/.exec(text);
  const quality = Number(match?.[1] ?? 85);
  if (match === null || quality < 1 || quality > 100)
    throw new UserError(`--format ${text} is not png, jpeg or jpeg:<quality 1 to 100>`);
  return { kind: 'jpeg', quality };
}

const KINDS: Readonly<Record<string, Format['kind']>> = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg' };

/**
 * Returns the format of an output that names one file; undefined if it names a folder: one that exists, or a name
 * without the extension of an image.
 * @throws UserError for an image format that cannot be written, and for one file as the output of a folder
 */
export function fileKind(input: string, output: string): Format['kind'] | undefined {
  if (/[\\/]$/.test(output) || isFolder(output) || !isImageName(basename(output))) return undefined;
  const kind = KINDS[extname(output).toLowerCase()];
  if (kind === undefined)
    throw new UserError(
      `${output} is not a .png, .jpg or .jpeg file; change its extension, or give a folder`,
    );
  if (isFolder(input))
    throw new UserError(`${output} is the name of one file, but ${input} is a folder; give a folder`);
  return kind;
}

/** Lists the extensions of a format, the usual one first. */
export function extensionsOf(format: Format): readonly [string, ...string[]] {
  return format.kind === 'png' ? ['png'] : ['jpg', 'jpeg'];
}

/** Encodes an image as PNG, or as JPEG with optimised Huffman tables and 4:2:0 chroma, as in ImageNet-C. */
export async function encode({ width, height, data }: Image, format: Format): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return format.kind === 'png'
    ? await picture.png({ compressionLevel: 6 }).toBuffer()
    : await picture
        .jpeg({ quality: format.quality, optimiseCoding: true, chromaSubsampling: '4:2:0' })
        .toBuffer();
}
