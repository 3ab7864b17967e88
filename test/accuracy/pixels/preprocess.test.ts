import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../../../corruptions/index.ts';
import { createResizer, decodeImage, modelPixels, normalise } from '../../../src/accuracy/pixels/index.ts';
import type { Recipe } from '../../../src/backbones/models/index.ts';
import { expected, imagePath } from './pillow.ts';
import { resizeReference } from './resize-reference.ts';

// The decoders differ on AVIF, so its pixels cannot be compared after a resize.
const images = expected.images.filter((image) => 'outputs' in image && image.file !== 'avif.avif');
const resizer = createResizer();

describe('preprocessing is equal to that of torchvision and timm with Pillow, byte for byte', () => {
  for (const image of images) {
    if (!('outputs' in image)) continue;
    describe(image.file, () => {
      let decoded: Image;
      beforeAll(async () => {
        decoded = await decodeImage(readFileSync(imagePath(image.file)));
      });
      for (const { sha256, ...recipe } of image.outputs) {
        it(`${recipe.interpolation} ${recipe.resolution} ${recipe.cropMode} ${recipe.cropPct}`, () => {
          const pixels = modelPixels(decoded, withNorm(recipe), resizer);
          expect(createHash('sha256').update(pixels.data).digest('hex')).toBe(sha256);
        });
      }
    });
  }

  it('covers at least 60 pairs of image and transform', () => {
    expect(images.flatMap((image) => ('outputs' in image ? image.outputs : [])).length).toBeGreaterThan(60);
  });
});

it('the reference of the kernel, in plain TypeScript, gives the same bytes', async () => {
  const decoded = await decodeImage(readFileSync(imagePath('photo_500x375.jpg')));
  const entry = expected.images.find((image) => image.file === 'photo_500x375.jpg');
  if (!entry || !('outputs' in entry)) throw new Error('fixture is missing');
  for (const { sha256, ...recipe } of entry.outputs) {
    const pixels = modelPixels(decoded, withNorm(recipe), resizeReference);
    expect(createHash('sha256').update(pixels.data).digest('hex')).toBe(sha256);
  }
});

it('normalises in float32, channels first', async () => {
  const recipe = withNorm({ interpolation: 'bilinear', resolution: 224, cropPct: 0.875, cropMode: 'center' });
  const image = await decodeImage(readFileSync(imagePath('photo_500x375.jpg')));
  const pixels = modelPixels(image, recipe, resizer);
  const tensor = normalise(pixels, recipe.mean, recipe.std);
  expect(tensor.length).toBe(3 * 224 * 224);
  const { data } = pixels;
  for (const [x, y, channel] of [
    [0, 0, 0],
    [223, 0, 1],
    [100, 57, 2],
    [223, 223, 2],
  ] as const) {
    const level = data[(y * 224 + x) * 3 + channel]!;
    const scaled = Math.fround(level / 255);
    const want = Math.fround(
      Math.fround(scaled - Math.fround(recipe.mean[channel])) / Math.fround(recipe.std[channel]),
    );
    expect(tensor[channel * 224 * 224 + y * 224 + x]).toBe(want);
  }
});

function withNorm(recipe: Pick<Recipe, 'interpolation' | 'resolution' | 'cropPct' | 'cropMode'>): Recipe {
  return { ...recipe, mean: expected.mean, std: [0.229, 0.224, 0.225] };
}
