import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/accuracy/pixels/index.ts';
import { expected, imagePath } from './pillow.ts';

// The two libraries differ only in the colour conversion of AV1.
const OTHER_DECODER = new Set(['avif.avif']);

describe('decoding as Pillow does', () => {
  for (const image of expected.images) {
    if ('error' in image) {
      it(`refuses ${image.file} (Pillow: ${image.error})`, async () => {
        await expect(decodeImage(readFileSync(imagePath(image.file)))).rejects.toThrow(/^[^\n]+$/);
      });
      continue;
    }
    it(`${image.file}, mode ${image.mode}, ${image.width}x${image.height}`, async () => {
      const decoded = await decodeImage(readFileSync(imagePath(image.file)));
      expect([decoded.width, decoded.height]).toEqual([image.width, image.height]);
      expect(decoded.data.length).toBe(image.width * image.height * 3);
      if (OTHER_DECODER.has(image.file)) return;
      expect(createHash('sha256').update(decoded.data).digest('hex')).toBe(image.sha256);
    });
  }
});

it('refuses an image of more pixels than Pillow opens', async () => {
  const create = { width: 13_500, height: 13_500, channels: 3, background: 'black' } as const;
  const bomb = await sharp({ create }).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer();
  await expect(decodeImage(bomb)).rejects.toThrow('it has more than 178956970 pixels');
});
