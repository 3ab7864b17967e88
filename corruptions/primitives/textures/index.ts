import type { FrostTextures } from '../../types.ts';
import type { Image } from '../image.ts';
import { enlargeCubic } from './enlarge.ts';
import { frostTexture } from './frost.ts';
import { FROST_RECIPES } from './recipes.ts';

/** Enlarged textures kept for the next image of that size: the five of two sizes. */
const KEPT = 10;

/** Textures of our own, with the statistics of the reference's; each is made when it is first asked for. */
export function proceduralFrost(): FrostTextures {
  const made = new Map<number, Image>();
  return enlarging(FROST_RECIPES.length, (index) => {
    const texture = made.get(index) ?? frostTexture(FROST_RECIPES[index]!, `frost${index + 1}`);
    made.set(index, texture);
    return texture;
  });
}

/**
 * Textures from given pictures, e.g. the reference's own.
 * @throws RangeError if there is none
 */
export function frostTextures(images: readonly Image[]): FrostTextures {
  if (images.length === 0) throw new RangeError('frost textures: no pictures were given');
  return enlarging(images.length, (index) => images[index]!);
}

function enlarging(count: number, own: (index: number) => Image): FrostTextures {
  const enlarged = new Map<string, Image>();
  return {
    count,
    texture(index, cover) {
      if (!(Number.isInteger(index) && index >= 0 && index < count))
        throw new RangeError(`frost textures: there is no texture ${index}, only 0 to ${count - 1}`);
      const texture = own(index);
      if (cover === undefined) return texture;
      const { width, height } = coveringSize(texture, cover);
      const key = `${index} ${width} ${height}`;
      const image = enlarged.get(key) ?? enlargeCubic(texture, width, height);
      // Asked for again, an entry becomes the youngest; the oldest is dropped.
      enlarged.delete(key);
      enlarged.set(key, image);
      if (enlarged.size > KEPT) enlarged.delete(enlarged.keys().next().value!);
      return image;
    },
  };
}

/** 1.1 times the texture, or 1.1 times the smallest enlargement that covers the image (imagecorruptions). */
function coveringSize(
  texture: Image,
  cover: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const factor = 1.1 * Math.max(1, cover.width / texture.width, cover.height / texture.height);
  return { width: Math.ceil(texture.width * factor), height: Math.ceil(texture.height * factor) };
}
