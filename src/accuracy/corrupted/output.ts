import sharp from 'sharp';
import type { Image } from '#corruptions';
import { UserError } from '../../files/index.ts';

export type Format = { readonly kind: 'png' } | { readonly kind: 'jpeg'; readonly quality: number };

/**
 * The format of `png`, `jpeg` or `jpeg:85`.
 * @throws UserError
 */
export function formatOf(text: string): Format {
  if (text === 'png') return { kind: 'png' };
  const match = /^jpe?g(?::(\d{1,3}))?$/.exec(text);
  const quality = Number(match?.[1] ?? 85);
  if (match === null || quality < 1 || quality > 100)
    throw new UserError(`--format ${text} is not png, jpeg or jpeg:<quality 1 to 100>`);
  return { kind: 'jpeg', quality };
}

/** What follows the dot of a file name in that format. */
export function extensionsOf(format: Format): readonly [string, ...string[]] {
  return format.kind === 'png' ? ['png'] : ['jpg', 'jpeg'];
}

/** The bytes of a file: PNG without loss, or JPEG with optimised Huffman tables and halved chroma, as ImageNet-C's. */
export async function encode({ width, height, data }: Image, format: Format): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return format.kind === 'png'
    ? await picture.png({ compressionLevel: 6 }).toBuffer()
    : await picture
        .jpeg({ quality: format.quality, optimiseCoding: true, chromaSubsampling: '4:2:0' })
        .toBuffer();
}
