import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Image } from '../../corruptions/index.ts';

/** One of the photographs in `assets/photos`, shrunk so that its shorter side has `size` pixels. */
export async function photo(name: string, size: number): Promise<Image> {
  const path = fileURLToPath(new URL(`../../assets/photos/${name}`, import.meta.url));
  const { data, info } = await sharp(path)
    .removeAlpha()
    .resize(size, size, { fit: 'outside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
