import { basename, join } from 'node:path';
import { isWnid, synsetIndex, validationId } from './classes.ts';
import { IMAGENET_A_CLASSES, IMAGENET_R_CLASSES } from './data/subsets.ts';
import { SYNSETS } from './data/synsets.ts';
import { byCodePoint, imageFiles, imageTree } from './listing.ts';
import { type DatasetManifest, readManifest } from './manifest.ts';
import type { Dataset, DatasetKind, ImageEntry } from './types.ts';
import { countNote, VALIDATION_IMAGES } from './validation.ts';

/**
 * A set of one folder a class, undefined if the folders hold no images. Folders named by WordNet ids or by
 * class indices keep their ImageNet class whichever of them are there; any others are numbered in sorted
 * order, as torchvision's ImageFolder does.
 */
export function classFolders(path: string, folders: readonly string[]): Dataset | undefined {
  const manifest = readManifest(path);
  const naming = namingOf(folders, manifest);
  const entries: ImageEntry[] = folders
    .flatMap((folder) => folderEntries(path, folder, naming.labelOf(folder)))
    .toSorted((a, b) => byCodePoint(a.id, b.id));
  if (entries.length === 0) return undefined;
  const kind = manifest ? 'image-folder' : kindOf(path, folders, entries);
  const { name, published, perClass } = FACTS[kind] ?? {};
  const subset =
    kind === 'imagenet-a' ? IMAGENET_A_CLASSES : kind === 'imagenet-r' ? IMAGENET_R_CLASSES : undefined;
  return {
    kind,
    name: manifest?.name ?? name?.(path) ?? basename(path),
    layout: naming.layout,
    path,
    classes: naming.classes,
    ...(subset ? { subset } : {}),
    classNames: naming.names,
    stored: [],
    images: () => entries,
    notes: published === undefined ? [] : notes(entries, published, perClass, subset),
  };
}

/** What is known of each public set: how it is called, and how large it is. */
const FACTS: Partial<
  Record<DatasetKind, { name: (path: string) => string; published: number; perClass?: number }>
> = {
  imagenet: { name: () => 'imagenet', published: VALIDATION_IMAGES, perClass: 50 },
  'imagenet-v2': { name: v2Name, published: 10_000, perClass: 10 },
  'imagenet-sketch': { name: () => 'imagenet-sketch', published: 50_889 },
  'imagenet-a': { name: () => 'imagenet-a', published: 7_500 },
  'imagenet-r': { name: () => 'imagenet-r', published: 30_000 },
};

interface Naming {
  readonly layout: string;
  readonly classes: number;
  readonly names: readonly string[];
  labelOf(folder: string): number;
}

function namingOf(folders: readonly string[], manifest: DatasetManifest | undefined): Naming {
  const known = manifest?.classNames ?? folders;
  if (known.every((folder) => isWnid(folder) && synsetIndex(folder) !== undefined)) {
    return {
      layout: 'class folders named by WordNet ids',
      classes: SYNSETS.length,
      names: SYNSETS,
      labelOf: (folder) => synsetIndex(folder) as number,
    };
  }
  // Sorted as text these would be 0, 1, 10, 100: the name is the class.
  if (known.every((folder) => /^(0|[1-9]\d{0,2})$/.test(folder))) {
    return {
      layout: 'class folders named by class indices',
      classes: SYNSETS.length,
      names: SYNSETS,
      labelOf: Number,
    };
  }
  const names = manifest?.classNames ?? [...folders].toSorted(byCodePoint);
  const rank = new Map(names.map((name, index) => [name, index]));
  return {
    layout: 'class folders',
    classes: names.length,
    names,
    labelOf: (folder) => rank.get(folder) ?? -1,
  };
}

function folderEntries(path: string, folder: string, label: number): ImageEntry[] {
  if (label < 0) return [];
  return imageTree(join(path, folder)).map((name) => ({
    id: validationId(name) ?? `${folder}/${name}`,
    source: { path: join(path, folder, name) },
    labels: [label],
  }));
}

function kindOf(path: string, folders: readonly string[], entries: readonly ImageEntry[]): DatasetKind {
  if (folders.every((folder) => /^(0|[1-9]\d{0,2})$/.test(folder))) {
    return folders.length === SYNSETS.length || /v2/i.test(basename(path)) ? 'imagenet-v2' : 'image-folder';
  }
  if (!folders.every((folder) => synsetIndex(folder) !== undefined)) return 'image-folder';
  const first = imageFiles(join(path, folders[0]!))[0] ?? '';
  if (first.startsWith('sketch_') || /sketch/i.test(basename(path))) return 'imagenet-sketch';
  if (isSubset(path, folders, IMAGENET_A_CLASSES, /^imagenet-?a$/i)) return 'imagenet-a';
  if (isSubset(path, folders, IMAGENET_R_CLASSES, /^imagenet-?r$/i)) return 'imagenet-r';
  return entries.every(({ id }) => validationId(id) !== undefined) ? 'imagenet' : 'image-folder';
}

/** The same 200 classes, or a part of them in a folder of the set's name. */
function isSubset(
  path: string,
  folders: readonly string[],
  classes: readonly number[],
  name: RegExp,
): boolean {
  const allowed = new Set(classes.map((index) => SYNSETS[index]));
  if (!folders.every((folder) => allowed.has(folder))) return false;
  return folders.length === classes.length || name.test(basename(path));
}

function v2Name(path: string): string {
  const variant = /matched-frequency|threshold-?0\.7|top-images/.exec(path)?.[0];
  return variant ? `imagenet-v2-${variant}` : 'imagenet-v2';
}

function notes(
  entries: readonly ImageEntry[],
  published: number,
  perClass: number | undefined,
  subset: readonly number[] | undefined,
): string[] {
  const counts = new Map<number, number>();
  for (const { labels } of entries) counts.set(labels[0]!, (counts.get(labels[0]!) ?? 0) + 1);
  const wanted = subset ?? SYNSETS.map((_, index) => index);
  const missing = wanted.filter((index) => !counts.has(index));
  const odd = wanted.filter(
    (index) => counts.has(index) && perClass !== undefined && counts.get(index) !== perClass,
  );
  return [
    ...(entries.length === published ? [] : [countNote(entries.length, published)]),
    ...(missing.length === 0
      ? []
      : [`lacks ${missing.length} of ${wanted.length} classes: ${names(missing)}`]),
    ...(odd.length === 0 ? [] : [`${odd.length} classes do not have ${perClass} images: ${names(odd)}`]),
  ];
}

function names(indices: readonly number[]): string {
  const shown = indices.slice(0, 5).map((index) => SYNSETS[index]);
  return shown.join(', ') + (indices.length > shown.length ? ', ...' : '');
}
