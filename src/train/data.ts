import { type TextureSplit, textureImage } from './textures/index.ts';

/** Images in memory: bytes [count, 3, size * size] and one label each. */
export interface ImageSet {
  readonly size: number;
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Draws the first `count` images of a split of `textures10`; classes are balanced if `count` is a multiple of ten. */
export function textureSet(split: TextureSplit, count: number, size: number): ImageSet {
  const area = size * size;
  const pixels = new Uint8Array(count * 3 * area);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const { image, label } = textureImage({ split, index, size });
    labels[index] = label;
    for (let i = 0; i < area; i++) {
      for (let c = 0; c < 3; c++) pixels[(index * 3 + c) * area + i] = image.data[i * 3 + c]!;
    }
  }
  return { size, count, pixels, labels };
}
