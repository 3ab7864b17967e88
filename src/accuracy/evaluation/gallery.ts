import sharp from 'sharp';
import { createWorkspace, type Image } from '#corruptions';
import type { Recipe } from '../../backbones/models/index.ts';
import { INPUTS, readSlice } from '../../files/index.ts';
import type { GalleryRecord } from '../../results/index.ts';
import type { Dataset, ImageEntry } from '../datasets/index.ts';
import { createResizer, decodeImage } from '../pixels/index.ts';
import { type PlanOptions, planEvaluation } from './plan.ts';
import { type Tools, type Treatment, treat } from './protocol.ts';

/** Longer side of a picture, in pixels. */
const SIDE = 144;
/** Images to try before giving up. */
const TRIES = 10;

/**
 * Renders one image under every treatment of a plan, as a model with this recipe sees it: the first chosen image that can
 * be read under all of them. Empty without corruptions.
 */
export async function galleryOf(
  dataset: Dataset,
  options: PlanOptions,
  recipe: Recipe,
  signal: AbortSignal,
): Promise<GalleryRecord[]> {
  const { images, units } = planEvaluation(dataset, options);
  const treatments = [
    ...new Map(units.map(({ treatment: t }) => [`${t.corruption}/${t.severity}`, t])).values(),
  ];
  if (treatments.every(({ corruption }) => corruption === 'none')) return [];
  const tools = { resizer: createResizer(), workspace: createWorkspace() };
  for (const entry of images.slice(0, TRIES)) {
    const pictures: GalleryRecord[] = [];
    for (const treatment of treatments) {
      signal.throwIfAborted();
      const jpeg = await picture(entry, treatment, dataset, recipe, tools);
      if (jpeg === undefined) break;
      const { corruption, severity } = treatment;
      pictures.push({ type: 'gallery', image: entry.id, corruption, severity, jpeg });
    }
    if (pictures.length === treatments.length) return pictures;
  }
  return [];
}

/** Renders a small JPEG as base64; undefined if the image cannot be read. */
async function picture(
  entry: ImageEntry,
  treatment: Treatment,
  dataset: Dataset,
  recipe: Recipe,
  tools: Tools,
): Promise<string | undefined> {
  const own = treatment.stored ? dataset.images(treatment).find(({ id }) => id === entry.id) : entry;
  let image: Image;
  try {
    if (own === undefined) return undefined;
    image = await decodeImage(await readSlice(own.source, INPUTS.image));
  } catch {
    return undefined;
  }
  const [seen] = await treat(image, entry.id, treatment, [recipe], tools);
  const { width, height, data } = seen as Image;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 78 })
    .toBuffer();
  return bytes.toString('base64');
}
