import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { textureClasses, textureImage, textureSplits } from '../../../src/train/textures/image.ts';
import { angle, cosine, sine } from '../../../src/train/textures/trigonometry.ts';

describe('textures10', () => {
  // Every accuracy measured on them depends on the bytes, so a change needs a new version of the dataset.
  test.each([
    [32, '5fb36206310be9bae6ba79a077711d3addb0b14373b0b3695ed5ad60f0d2b9d9'],
    [64, 'c5d7c3b92173586c198e3132016b49a71c8995b86505af92bdd843b814127901'],
  ])('the first 20 images of every split at %i pixels have known bytes', (size, digest) => {
    const hash = createHash('sha256');
    for (const split of textureSplits) {
      for (let index = 0; index < 20; index++) hash.update(textureImage({ split, index, size }).image.data);
    }
    expect(hash.digest('hex')).toBe(digest);
  });

  test('any ten consecutive images have each of the ten classes once', () => {
    expect(textureClasses).toHaveLength(10);
    const labels = Array.from(
      { length: 10 },
      (_, i) => textureImage({ split: 'test', index: 37 + i, size: 8 }).label,
    );
    expect(labels.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('an image does not depend on earlier images, and differs between splits and indices', () => {
    const image = (split: 'train' | 'test', index: number) =>
      textureImage({ split, index, size: 16 }).image.data;
    const first = image('train', 5);
    image('train', 6);
    expect(image('train', 5)).toEqual(first);
    expect(image('test', 5)).not.toEqual(first);
    expect(image('train', 15)).not.toEqual(first);
  });

  test('an index has the same scene at every size: a large image averaged down is close to the small one', () => {
    const [large, small] = [64, 32].map(
      (size) => textureImage({ split: 'train', index: 3, size }).image.data,
    );
    let difference = 0;
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        const at = [0, 1, 64, 65].map((offset) => large![(2 * y * 64 + 2 * x + offset) * 3]!);
        difference +=
          Math.abs(at.reduce((sum, value) => sum + value, 0) / 4 - small![(y * 32 + x) * 3]!) / 1024;
      }
    }
    expect(difference).toBeLessThan(8);
  });
});

test('sine, cosine and angle agree with the engine to 1e-10', () => {
  for (let i = -40; i <= 40; i++) {
    const turns = i / 13;
    expect(Math.abs(sine(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(1e-10);
    expect(Math.abs(cosine(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-10);
    const [x, y] = [Math.cos(turns), Math.sin(1.7 * turns)];
    expect(Math.abs(angle(y, x) - Math.atan2(y, x) / (2 * Math.PI))).toBeLessThan(1e-10);
  }
  expect([angle(0, 0), angle(0, 1), angle(0, -1), angle(1, 0), angle(-1, 0)]).toEqual([
    0, 0, 0.5, 0.25, -0.25,
  ]);
});
