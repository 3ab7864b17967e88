import type { FrostTextures } from '../../types.ts';
import type { Image, Size } from '../image.ts';
import { enlargeCubic } from './enlarge.ts';
import { frostTexture } from './frost.ts';
import { FROST_RECIPES } from './recipes.ts';

/** Enlarged textures kept for later images of the same size: five textures at two sizes. */
const KEPT = 10;

/** Synthesises frost textures with the statistics of the reference's photographs, each when it is first used. */
export function proceduralFrost(): FrostTextures {
  const made = new Map<number, Image>();
  return enlarging(FROST_RECIPES.length, (index) => {
    const texture = made.get(index) ?? frostTexture(FROST_RECIPES[index]!, `frost${index + 1}`);
    made.set(index, texture);
    return texture;
  });
}

/**
 * Makes frost textures of given pictures, e.g. the reference's.
 * @throws RangeError for an empty list
 */
export function frostTextures(images: readonly Image[]): FrostTextures {
  if (images.length === 0) throw new RangeError('frost textures: the list of pictures is empty');
  return enlarging(images.length, (index) => images[index]!);
}

function enlarging(count: number, own: (index: number) => Image): FrostTextures {
  const enlarged = new Map<string, Image>();
  return {
    count,
    texture(index, cover) {
      if (!(Number.isInteger(index) && index >= 0 && index < count))
        throw new RangeError(`frost textures: texture ${index} does not exist; the last one is ${count - 1}`);
      const texture = own(index);
      if (cover === undefined) return texture;
      const { width, height } = coveringSize(texture, cover);
      const key = `${index} ${width} ${height}`;
      const image = enlarged.get(key) ?? enlargeCubic(texture, width, height);
      // A used entry becomes the most recent; the least recently used one is dropped.
      enlarged.delete(key);
      enlarged.set(key, image);
      if (enlarged.size > KEPT) enlarged.delete(enlarged.keys().next().value!);
      return image;
    },
  };
}

/** Returns 1.1 times the texture's size, or 1.1 times the smallest enlargement that covers the image. */
function coveringSize(texture: Size, cover: Size): Size {
  const factor = 1.1 * Math.max(1, cover.width / texture.width, cover.height / texture.height);
  return { width: Math.ceil(texture.width * factor), height: Math.ceil(texture.height * factor) };
}
