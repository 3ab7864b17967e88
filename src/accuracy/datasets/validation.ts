import { dirname } from 'node:path';
import { type FileSlice, UserError } from '../../files/index.ts';
import { counted } from '../../text/index.ts';
import { validationId, validationNumber } from './classes.ts';
import { findLabels, readLabels } from './labels.ts';
import { byCodePoint, isImageName } from './listing.ts';
import type { Dataset, ImageEntry } from './types.ts';

export const VALIDATION_IMAGES = 50_000;

/**
 * Recognises the validation set in the files of one folder or tar archive, with the labels in another file.
 * @throws UserError if these are not validation images, or there are no labels
 */
export function validationFiles(
  path: string,
  files: readonly { readonly name: string; readonly source: FileSlice }[],
  layout: string,
  labelsPath: string | undefined,
): Dataset {
  const images = files.filter(({ name }) => isImageName(name.slice(name.lastIndexOf('/') + 1)));
  const foreign = images.find(({ name }) => validationId(name) === undefined);
  if (images.length === 0) throw new UserError(`${path} contains no images`);
  if (foreign) {
    throw new UserError(
      `${path} has images without class folders, e.g. ${foreign.name}; list them with their labels in a .csv or .jsonl`,
    );
  }
  const found = labelsPath ?? findLabels(layout === 'flat folder' ? path : dirname(path));
  if (found === undefined) {
    throw new UserError(
      `${path} contains validation images without labels; give the ground-truth file with --labels (the devkit's with meta.mat next to it, "name class" lines, or LOC_val_solution.csv)`,
    );
  }
  const labels = readLabels(found);
  const unlabelled: string[] = [];
  const entries: ImageEntry[] = images
    .flatMap(({ name, source }) => {
      const id = validationId(name) as string;
      const accepted = labels.of(validationNumber(id));
      if (accepted.length === 0) unlabelled.push(id);
      // Images without a ReaL label are counted later.
      return accepted.length === 0 ? [] : [{ id, source, labels: accepted }];
    })
    .toSorted((a, b) => byCodePoint(a.id, b.id));
  if (unlabelled.length > 0 && !labels.real) {
    throw new UserError(
      `${found} has no label for ${counted(unlabelled.length, 'image')}, e.g. ${unlabelled[0]}`,
    );
  }
  return {
    kind: 'imagenet',
    name: 'imagenet',
    layout: `${layout}, labels of ${found}`,
    path,
    classes: 1000,
    classNames: [],
    stored: [],
    images: () => entries,
    notes: images.length === VALIDATION_IMAGES ? [] : [countNote(images.length, VALIDATION_IMAGES)],
  };
}

/** Words a difference in size: "has 12 images; the published set has 50000". */
export function countNote(images: number, published: number): string {
  return `has ${counted(images, 'image')}; the published set has ${published}`;
}
