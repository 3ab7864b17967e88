import sharp from 'sharp';
import type { Image } from '#corruptions';
import { messageOf } from '../../files/index.ts';
import { decodeBitmap } from './bitmap.ts';
import { formatName, type Layout, sniffLayout } from './layout.ts';

/**
 * Decodes an image file to 8-bit RGB as Pillow's `Image.open(file).convert('RGB')` does, which is torchvision's loader:
 * the format comes from the content and not the name, the first frame is used, EXIF orientation and colour profiles are
 * ignored, alpha is dropped, CMYK is converted naively, and 16-bit grey saturates at 255 (16-bit RGB keeps the high
 * byte).
 * @throws Error with one line for a damaged file. It depends only on the bytes, because it is recorded with the
 *   predictions; the decoder's own message depends on what other threads are doing.
 */
export async function decodeImage(bytes: Uint8Array): Promise<Image> {
  if (bytes.length === 0) throw new Error('the file is empty');
  const bitmap = decodeBitmap(bytes);
  if (bitmap) return bitmap;
  try {
    return await decodeByLayout(bytes);
  } catch (cause) {
    if (messageOf(cause) === SVG) throw cause;
    if (/exceeds pixel limit/.test(messageOf(cause)))
      throw new Error(`it has more than ${MAX_PIXELS} pixels, which Pillow refuses, too`, { cause });
    const format = formatName(bytes);
    throw new Error(format ? `the ${format} data is broken or truncated` : 'the file is not an image', {
      cause,
    });
  }
}

async function decodeByLayout(bytes: Uint8Array): Promise<Image> {
  const layout = sniffLayout(bytes) ?? (await readLayout(bytes));
  switch (layout) {
    case 'rgb':
      return await decodeRgb(bytes);
    case 'cmyk':
      return await decodeCmyk(bytes);
    case 'grey16':
      return await decodeGrey16(bytes);
  }
}

/** Pillow does not read SVG either: its pixels depend on the fonts and the renderer of the machine. */
const SVG = 'SVG is not supported, because its pixels depend on the fonts of the machine; convert it to PNG';

/** Pillow refuses larger images as decompression bombs: twice Image.MAX_IMAGE_PIXELS. */
const MAX_PIXELS = 178_956_970;

/** Pillow refuses truncated files and accepts other damage. */
const OPTIONS = {
  ignoreIcc: true,
  failOn: 'truncated',
  sequentialRead: true,
  limitInputPixels: MAX_PIXELS,
} as const;

async function readLayout(bytes: Uint8Array): Promise<Layout> {
  const { format, space, depth } = await sharp(bytes, OPTIONS).metadata();
  if (format === 'svg') throw new Error(SVG);
  if (space === 'cmyk') return 'cmyk';
  return space === 'grey16' && depth === 'ushort' ? 'grey16' : 'rgb';
}

async function decodeRgb(bytes: Uint8Array): Promise<Image> {
  const { data, info } = await sharp(bytes, OPTIONS)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels instead of 3`);
  return { width: info.width, height: info.height, data };
}

/** Red is (255 - cyan) scaled by (255 - black) with Pillow's rounding; likewise green and blue. */
async function decodeCmyk(bytes: Uint8Array): Promise<Image> {
  const { data, info } = await sharp(bytes, OPTIONS)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const out = new Uint8Array(info.width * info.height * 3);
  for (let from = 0, to = 0; to < out.length; from += info.channels, to += 3) {
    const white = 255 - data[from + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const product = data[from + channel]! * white + 128;
      out[to + channel] = white - (((product >> 8) + product) >> 8);
    }
  }
  return { width: info.width, height: info.height, data: out };
}

/** Pillow clips 16-bit grey at 255 instead of scaling it. */
async function decodeGrey16(bytes: Uint8Array): Promise<Image> {
  const { data, info } = await sharp(bytes, OPTIONS)
    .pipelineColourspace('grey16')
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const out = new Uint8Array(info.width * info.height * 3);
  for (let from = 0, to = 0; to < out.length; from += info.channels, to += 3) {
    out.fill(Math.min(255, samples[from]!), to, to + 3);
  }
  return { width: info.width, height: info.height, data: out };
}
