import { join } from 'node:path';
import type { Image } from '#corruptions';
import { readImage } from '../../accuracy/corrupted/index.ts';
import { createResizer, modelPixels, normalise } from '../../accuracy/pixels/index.ts';
import type { Recipe } from '../../backbones/models/index.ts';
import { exists, isFolder, listFolder, packageFile, UserError } from '../../files/index.ts';

/** Returns the input of a model, float32 [batch, 3, height, width] in C order, cycling through the photographs. */
export type PhotoInput = (recipe: Recipe, batch: number) => Float32Array;

const EXTENSION = /\.(jpe?g|png|webp)$/i;

/**
 * Decodes photographs once and returns a function that preprocesses them for any model.
 *
 * @param path a photograph or a folder of photographs; default: those of the package
 * @throws UserError if there are none, or one cannot be decoded
 */
export async function loadPhotos(path?: string): Promise<PhotoInput> {
  const files = photoFiles(path ?? packageFile('assets/photos'));
  const images: Image[] = [];
  for (const file of files) {
    images.push(await readImage(file, file, true));
  }
  const resizer = createResizer();
  return (recipe, batch) => {
    const inputs = images
      .slice(0, batch)
      .map((image) => normalise(modelPixels(image, recipe, resizer), recipe.mean, recipe.std));
    const size = inputs[0]?.length ?? 0;
    const all = new Float32Array(batch * size);
    for (let at = 0; at < batch; at++) all.set(inputs[at % inputs.length] as Float32Array, at * size);
    return all;
  };
}

function photoFiles(path: string): string[] {
  if (!exists(path)) throw new UserError(`no photographs at ${path}`);
  if (!isFolder(path)) return [path];
  const names = listFolder(path)
    .map(({ name }) => name)
    .filter((name) => EXTENSION.test(name));
  if (names.length === 0) throw new UserError(`no photographs (.jpg, .png, .webp) in ${path}`);
  return names.sort().map((name) => join(path, name));
}
