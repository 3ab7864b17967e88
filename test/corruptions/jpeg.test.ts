import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createWorkspace, type Image, keyedRandom } from '../../corruptions/index.ts';
import { jpegCompression } from '../../corruptions/jpeg-compression.ts';
import { differenceOf, readPicture } from './pictures.ts';

const random = keyedRandom(0, '', 'jpeg_compression', 1);
const workspace = createWorkspace();

/** Makes the same round trip with libjpeg and sharp's default options. */
async function throughSharp({ width, height, data }: Image, quality: number): Promise<Image> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return { width, height, data: new Uint8Array(await sharp(jpeg).raw().toBuffer()) };
}

const ours = (image: Image, quality: number) =>
  jpegCompression.applyConstants(image, [quality], random, { workspace });

it.each([1, 5, 7, 10, 15, 18, 25, 49, 50, 75, 85, 89])(
  'equals libjpeg on every byte at quality %d',
  async (quality) => {
    for (const name of ['astronaut', 'coffee_131x97', 'synthetic']) {
      const image = await readPicture(`images/${name}.png`);
      expect(differenceOf(ours(image, quality), await throughSharp(image, quality)).max_abs).toBe(0);
    }
  },
);

it('equals libjpeg on every byte at any size, for noise and for flat colours', async () => {
  const pictures = fc
    .record({
      width: fc.integer({ min: 1, max: 70 }),
      height: fc.integer({ min: 1, max: 70 }),
      seed: fc.nat(),
      contrast: fc.constantFrom(0, 20, 255),
    })
    .map(({ width, height, seed, contrast }) => {
      const numbers = keyedRandom(seed, '', 'picture', 1);
      const base = [0, 1, 2].map(() => numbers.integer(0, 256 - contrast));
      const data = Uint8Array.from(
        { length: 3 * width * height },
        (_, i) => base[i % 3]! + numbers.integer(0, contrast + 1),
      );
      return { width, height, data };
    });
  await fc.assert(
    fc.asyncProperty(pictures, fc.constantFrom(7, 10, 15, 18, 25), async (image, quality) => {
      expect(differenceOf(ours(image, quality), await throughSharp(image, quality)).max_abs).toBe(0);
    }),
    { numRuns: 150 },
  );
});
