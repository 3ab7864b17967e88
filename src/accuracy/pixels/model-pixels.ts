import type { Image } from '#corruptions';
import type { Recipe } from '../../backbones/models/index.ts';
import { geometry } from './geometry.ts';
import type { Resizer } from './resizer.ts';

/** The transform with which the authors of ImageNet-C prepared images: shorter side to side / 0.875 (256 for 224), centre crop. */
export function imagenetCrop(side: number): Recipe {
  return {
    resolution: side,
    cropPct: 0.875,
    cropMode: 'center',
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
}

/** Computes the exact 8-bit pixels that a model sees, before normalisation; their size is `recipe.resolution`. */
export function modelPixels(image: Image, recipe: Recipe, resizer: Resizer): Image {
  const { width, height, crop, fill } = geometry(image, recipe);
  const left = Math.max(0, crop.left);
  const top = Math.max(0, crop.top);
  const box = {
    left,
    top,
    width: Math.min(width, crop.left + crop.width) - left,
    height: Math.min(height, crop.top + crop.height) - top,
  };
  const resized = resizer(image, { width, height, interpolation: recipe.interpolation, box });
  if (box.width === crop.width && box.height === crop.height) return resized;
  return padded(resized, crop.width, crop.height, left - crop.left, top - crop.top, fill);
}

function padded(
  image: Image,
  width: number,
  height: number,
  left: number,
  top: number,
  fill: readonly [number, number, number],
): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = fill[i % 3]!;
  const row = image.width * 3;
  for (let y = 0; y < image.height; y++) {
    data.set(image.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * 3);
  }
  return { width, height, data };
}
