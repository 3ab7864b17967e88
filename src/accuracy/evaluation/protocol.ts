import sharp from 'sharp';
import { findCorruption, type Image, keyedRandom, type Severity, type Workspace } from '#corruptions';
import type { Recipe } from '../../backbones/models/index.ts';
import { decodeImage, imagenetCrop, modelPixels, type Resizer } from '../pixels/index.ts';
import type { Protocol } from './protocols.ts';

/** What is done to images before a model's own transform. */
export interface Treatment {
  /** `none` for clean images. */
  readonly corruption: string;
  readonly severity: number;
  /** True if the images were corrupted when the data set was made. */
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
 * The 8-bit pixels that each recipe's model sees of one image, in the order of the recipes. What recipes have in common is
 * computed once: one corruption for all under `imagenet-c`, one for each distinct geometry under `native`.
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

/** A 224 image needs no crop; at an input of 224 this changes nothing at all. */
function withoutCrop(recipe: Recipe): Recipe {
  return { ...recipe, cropPct: 1, cropMode: 'center' };
}

/** As stored by the data set's authors: JPEG, quality 85, 4:2:0. */
async function throughJpeg(image: Image): Promise<Image> {
  const { width, height, data } = image;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85, chromaSubsampling: '4:2:0' })
    .toBuffer();
  return await decodeImage(bytes);
}

/** Computes once for recipes that differ in nothing but the normalisation. */
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
