import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { blankLike } from './primitives/image.ts';
import type { Random } from './primitives/random.ts';
import { proceduralFrost } from './primitives/textures/index.ts';
import type { Context, FrostTextures } from './types.ts';

/** Constants: share of the image, share of the frost. */
export const frost = defineCorruption({
  name: 'frost',
  group: 'weather',
  summary: 'Ice crystals on the lens.',
  random: true,
  severities: [
    [1, 0.4],
    [0.8, 0.6],
    [0.7, 0.7],
    [0.65, 0.7],
    [0.6, 0.75],
  ],
  applyConstants: (image, [keep, share], random, context) => freeze(image, keep!, share!, random, context),
});

function freeze(image: Image, keep: number, share: number, random: Random, context: Context): Image {
  const textures = context.frost ?? context.workspace.memo('frost', proceduralFrost);
  const { width, height } = image;
  const texture = pick(textures, image, random, context);
  const top = random.integer(0, Math.max(1, texture.height - height));
  const left = random.integer(0, Math.max(1, texture.width - width));
  return blendFrost(image, texture, top, left, keep, share);
}

/** Picks a texture: at its own size for imagenet-c if it covers the image, else at 1.1 times the size that does. */
function pick(textures: FrostTextures, image: Image, random: Random, { variant }: Context): Image {
  const index = random.integer(0, textures.count);
  if (variant === 'imagenet-c') {
    const own = textures.texture(index);
    if (own.width > image.width && own.height > image.height) return own;
  }
  return textures.texture(index, image);
}

/** Computes keep * image + share * the texture's crop at (top, left), clipped and truncated. */
function blendFrost(
  image: Image,
  texture: Image,
  top: number,
  left: number,
  keep: number,
  share: number,
): Image {
  const out = blankLike(image);
  const { width, height, data } = image;
  const kept = Float64Array.from({ length: 256 }, (_, level) => keep * level);
  const added = Float64Array.from({ length: 256 }, (_, level) => share * level);
  const frosted = out.data;
  const ice = texture.data;
  for (let y = 0; y < height; y++) {
    const line = 3 * y * width;
    const shift = 3 * ((top + y) * texture.width + left) - line;
    for (let i = line; i < line + 3 * width; i++) {
      const value = kept[data[i]!]! + added[ice[i + shift]!]!;
      frosted[i] = Math.min(value, 255);
    }
  }
  return out;
}
