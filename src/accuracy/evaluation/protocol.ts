import sharp from 'sharp';
import { findCorruption, type Image, keyedRandom, type Severity, type Workspace } from '#corruptions';
import type { Recipe } from '../../backbones/models/index.ts';
import { decodeImage, imagenetCrop, modelPixels, type Resizer } from '../pixels/index.ts';

/**
 * How a corrupted image reaches a model. Every metric names its protocol, because results of the two differ by points.
 *
 * - `imagenet-c`: as the distributed dataset was made. The shorter side is resized to 256 (bilinear), the centre 224×224
 *   is corrupted and stored as JPEG of quality 85. A model of another input size gets this image resized with its own
 *   interpolation, without a further crop.
 * - `native`: the model's own resize and crop, then the corruption at the model's input size.
 */
export const PROTOCOLS = ['imagenet-c', 'native'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What is done to images before a model's own transform. */
export interface Treatment {
  /** `none` for clean images. */
  readonly corruption: string;
  readonly severity: number;
  /** Whether the images on disk are corrupted already. */
  readonly stored: boolean;
  readonly protocol: Protocol;
  readonly seed: number;
}

/** Scratch memory of one worker. */
export interface Tools {
  readonly resizer: Resizer;
  readonly workspace: Workspace;
}

/**
 * Computes the 8-bit pixels that the models of the recipes see of one image, in the order of the recipes. Shared work is
 * done once: one corruption for all recipes under `imagenet-c`, and one per distinct geometry under `native`.
 */
export async function treat(
  image: Image,
  imageId: string,
  treatment: Treatment,
  recipes: readonly Recipe[],
  tools: Tools,
): Promise<Image[]> {
  const { corruption, severity, stored, protocol } = treatment;
  if (stored) return shared(recipes, (recipe) => modelPixels(image, withoutCrop(recipe), tools.resizer));
  if (corruption === 'none') return shared(recipes, (recipe) => modelPixels(image, recipe, tools.resizer));
  const { apply } = findCorruption(corruption);
  const corrupt = (pixels: Image) =>
    apply(pixels, severity as Severity, keyedRandom(treatment.seed, imageId, corruption, severity), {
      workspace: tools.workspace,
    });
  switch (protocol) {
    case 'native':
      return shared(recipes, (recipe) => corrupt(modelPixels(image, recipe, tools.resizer)));
    case 'imagenet-c': {
      const distributed = await throughJpeg(corrupt(modelPixels(image, imagenetCrop(224), tools.resizer)));
      return shared(recipes, (recipe) => modelPixels(distributed, withoutCrop(recipe), tools.resizer));
    }
  }
}

/** Removes the crop from a recipe: a 224×224 image is cropped already, and reaches an input of 224 unchanged. */
function withoutCrop(recipe: Recipe): Recipe {
  return { ...recipe, cropPct: 1, cropMode: 'center' };
}

/** Compresses as the authors of ImageNet-C did: JPEG, quality 85, 4:2:0. */
async function throughJpeg(image: Image): Promise<Image> {
  const { width, height, data } = image;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85, chromaSubsampling: '4:2:0' })
    .toBuffer();
  return await decodeImage(bytes);
}

/** Computes once for recipes that differ only in their normalisation. */
function shared(recipes: readonly Recipe[], compute: (recipe: Recipe) => Image): Image[] {
  const known = new Map<string, Image>();
  return recipes.map((recipe) => {
    const { resolution, cropPct, cropMode, interpolation } = recipe;
    const key = JSON.stringify([resolution, cropPct, cropMode, interpolation]);
    const found = known.get(key) ?? compute(recipe);
    known.set(key, found);
    return found;
  });
}
