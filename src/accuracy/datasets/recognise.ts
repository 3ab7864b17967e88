import { basename, join, resolve } from 'node:path';
import { exists, isFolder, UserError } from '../../files/index.ts';
import { counted } from '../../text/index.ts';
import { classFolders } from './class-folders.ts';
import { corruptionFolders, storedDataset } from './corrupted.ts';
import { readLabels } from './labels.ts';
import { listDataset } from './list.ts';
import { imageFiles, subfolders } from './listing.ts';
import { indexTar } from './tar.ts';
import type { Dataset, ImageEntry } from './types.ts';
import { validationFiles } from './validation.ts';

export interface RecogniseOptions {
  /** Labels of validation images in one folder, or ImageNet-ReaL's `real.json` for any layout of them. */
  readonly labels?: string;
}

/**
 * Recognises the dataset at a path: ImageNet's validation set (class folders, the flat folder with its labels, the
 * original tar), ReaL, V2, Sketch, -A, -R, -C, any ImageFolder, or a list.
 * @throws UserError that says what the path is instead, and what to do
 */
export function recogniseDataset(path: string, options: RecogniseOptions = {}): Dataset {
  const absolute = resolve(path);
  if (!exists(absolute)) throw new UserError(`${path} does not exist`);
  const dataset = isFolder(absolute) ? folderDataset(absolute, options) : fileDataset(absolute, options);
  return options.labels === undefined ? dataset : withReal(dataset, options.labels);
}

function fileDataset(path: string, { labels }: RecogniseOptions): Dataset {
  if (/\.(csv|jsonl|ndjson)$/.test(path)) return listDataset(path);
  if (!path.endsWith('.tar')) {
    throw new UserError(`${path} is not a dataset; give a folder, a .tar, or a .csv or .jsonl list`);
  }
  const files = indexTar(path).map(({ name, offset, size }) => ({ name, source: { path, offset, size } }));
  return validationFiles(path, files, 'untouched tar', labels);
}

function folderDataset(path: string, { labels }: RecogniseOptions): Dataset {
  const folders = subfolders(path);
  const corrupted = corruptionFolders(path);
  if (corrupted.length > 0) return storedDataset(path, corrupted);
  if (folders.length > 0) {
    const classes = classFolders(path, folders);
    if (classes) return classes;
  }
  const images = imageFiles(path);
  if (images.length > 0) {
    const files = images.map((name) => ({ name, source: { path: join(path, name) } }));
    return validationFiles(path, files, 'flat folder', labels);
  }
  throw new UserError(`${path} ${whatElse(path, folders)}`);
}

function whatElse(path: string, folders: readonly string[]): string {
  const inner = ['val', 'validation', 'test'].find((name) => folders.includes(name));
  if (inner) return `is not a dataset; did you mean ${join(path, inner)}?`;
  if (folders.length === 1)
    return `contains one folder, and no images; did you mean ${join(path, folders[0]!)}?`;
  return 'contains no images; a dataset is a folder of class folders, or one of the layouts in docs/accuracy.md';
}

/** Replaces labels with those of ImageNet-ReaL; images without a label are left out. */
function withReal(dataset: Dataset, path: string): Dataset {
  const labels = readLabels(path);
  if (!labels.real) {
    if (dataset.layout.includes('labels of')) return dataset;
    throw new UserError(`${dataset.path} takes its classes from the folder names; omit --labels ${path}`);
  }
  if (dataset.kind !== 'imagenet') {
    throw new UserError(
      `${path} has labels for ImageNet's validation images, but ${dataset.path} is ${dataset.kind}`,
    );
  }
  const entries: ImageEntry[] = dataset.images().flatMap((entry) => {
    const accepted = labels.of(Number(entry.id.slice(-8)));
    return accepted.length === 0 ? [] : [{ ...entry, labels: accepted }];
  });
  const left = dataset.images().length - entries.length;
  return {
    ...dataset,
    kind: 'imagenet-real',
    name: 'imagenet-real',
    layout: `${dataset.layout}, labels of ${basename(path)}`,
    images: () => entries,
    notes: [...dataset.notes, `left out: ${counted(left, 'image')} without a ReaL label`],
  };
}
