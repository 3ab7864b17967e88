import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { Image } from '#corruptions';
import { messageOf, UserError } from '../errors.ts';
import { writeFileAtomic } from '../files.ts';

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

/** Writes one file; tests pass a failing one. */
export type WriteFile = (path: string, data: string | Uint8Array) => void;

/**
 * Writes a file, whole or not at all, with its folders.
 * @throws UserError, e.g. for a full disk
 */
export function writeOutput(
  path: string,
  data: string | Uint8Array,
  write: WriteFile = writeFileAtomic,
): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    write(path, data);
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOSPC':
      return 'the disk is full; what is written so far is whole, run again to go on';
    case 'EDQUOT':
    case 'EFBIG':
      return 'the quota or size limit is reached; what is written so far is whole, run again to go on';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where a folder is needed';
    case 'EISDIR':
      return 'a folder of that name is there';
    default:
      return messageOf(error);
  }
}
