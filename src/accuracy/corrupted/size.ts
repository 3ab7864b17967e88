import type { Image } from '#corruptions';
import { geometry, type Resizer } from '../pixels/index.ts';

/** `keep`, or the side in pixels of a square crop made as ImageNet-C's: shorter side to 256 for 224, centre crop. */
export type Size = 'keep' | number;

/**
 * The image at the wanted size: shorter side to side / 0.875 (256 for 224), bilinear with antialiasing,
 * to the bit as Pillow does, then the centre crop, as torchvision does.
 */
export function resizeTo(image: Image, size: Size, resizer: Resizer): Image {
  if (size === 'keep') return image;
  const { width, height, crop } = geometry(image, {
    resolution: size,
    cropPct: 0.875,
    cropMode: 'center',
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  });
  return resizer(image, { width, height, interpolation: 'bilinear', box: crop });
}
