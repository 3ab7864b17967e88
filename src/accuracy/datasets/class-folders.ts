import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../files/index.ts';
import { isWnid, synsetIndex, validationId } from './classes.ts';
import { IMAGENET_A_CLASSES, IMAGENET_R_CLASSES } from './data/subsets.ts';
import { SYNSETS } from './data/synsets.ts';
import { byCodePoint, imageFiles, imageTree, subfolders } from './listing.ts';
import { type DatasetManifest, readManifest } from './manifest.ts';
import type { Dataset, DatasetKind, ImageEntry } from './types.ts';
import { countNote, VALIDATION_IMAGES } from './validation.ts';

/**
 * A set of one folder a class, undefined if the folders hold no images. Folders named by WordNet ids or by
 * class indices keep their ImageNet class whichever of them are there; any others are numbered in sorted
 * order, as torchvision's ImageFolder does.
 * @throws UserError if a folder is a set of its own, or an image lies in two of them
 */
export function classFolders(path: string, folders: readonly string[]): Dataset | undefined {
  const manifest = readManifest(path);
  const trees = new Map(folders.map((folder) => [folder, imageTree(join(path, folder))]));
  const classes = classesAmong(folders, trees);
  const naming = namingOf(classes, manifest);
  const entries: ImageEntry[] = classes
    .flatMap((folder) => folderEntries(path, folder, trees.get(folder) ?? [], naming.labelOf(folder)))
    .toSorted((a, b) => byCodePoint(a.id, b.id));
  if (entries.length === 0) return undefined;
  if (!manifest) refuseSets(path, folders);
  refuseTwice(entries);
  const kind = manifest || isRendered(path) ? 'image-folder' : kindOf(path, classes, entries);
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
    notes: published === undefined ? strangers(classes) : notes(entries, published, perClass, subset),
  };
}

/** A folder without images among ImageNet's (a run's results, say) is no class; among others it keeps its place. */
function classesAmong(
  folders: readonly string[],
  trees: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const filled = folders.filter((folder) => trees.get(folder)!.length > 0);
  const known = (folder: string) => synsetIndex(folder) !== undefined;
  return filled.every(known) || filled.every(isIndexName) ? filled : folders;
}

/** The halves of a data set, as archives unpack, and what `corrupt` calls its chains: sets, but no classes. */
const SETS = /^(train|training|val|valid|validation|test|not-imagenet-c)$/i;

/** A folder of folders would pass for a class: two classes `train` and `val` instead of a thousand. */
function refuseSets(path: string, folders: readonly string[]): void {
  const sets = folders.filter((folder) => {
    if (imageFiles(join(path, folder)).length > 0) return false;
    const inner = subfolders(join(path, folder));
    return inner.length > 0 && (SETS.test(folder) || COMPOSITES.test(path) || inner.every(isWnid));
  });
  if (sets.length === 0) return;
  const best =
    sets.find((name) => /^val/i.test(name)) ?? sets.find((name) => /^test/i.test(name)) ?? sets[0]!;
  throw new UserError(`${path} is not a set itself; did you mean ${join(path, best)}?`);
}

/** Predictions are told apart by the image's id. */
function refuseTwice(entries: readonly ImageEntry[]): void {
  for (const [i, { id, source }] of entries.entries()) {
    const next = entries[i + 1];
    if (next?.id === id)
      throw new UserError(`${source.path} and ${next.source.path} are one image; remove one`);
  }
}

/** Whether `render`, or `corrupt` with a chain, made the folder: whatever it looks like, it is no public set. */
function isRendered(path: string): boolean {
  return existsSync(join(path, RENDER_MANIFEST)) || COMPOSITES.test(dirname(path));
}

/** What `render` and `corrupt` leave at the root of what they made. */
const RENDER_MANIFEST = 'corrupt.json';

/** The folder of `corrupt` for what is not ImageNet-C; a set for each chain lies in it. */
const COMPOSITES = /(^|[\\/])not-imagenet-c$/;

/** One folder of another name changes the number of every class. */
function strangers(folders: readonly string[]): string[] {
  const others = folders.filter((folder) => synsetIndex(folder) === undefined);
  const known = folders.length - others.length;
  if (known === 0 || others.length === 0) return [];
  const shown = others.slice(0, 5).join(', ') + (others.length > 5 ? ', ...' : '');
  return [
    `has ${known} folders of ImageNet's classes, but ${shown} besides: all of them are numbered in sorted order, not as ImageNet's classes`,
  ];
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
  if (known.every(isIndexName)) {
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

/** 0 to 999 without leading zeros. */
function isIndexName(folder: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(folder);
}

function folderEntries(path: string, folder: string, images: readonly string[], label: number): ImageEntry[] {
  if (label < 0) return [];
  return images.map((name) => ({
    id: validationId(name) ?? `${folder}/${name}`,
    source: { path: join(path, folder, name) },
    labels: [label],
  }));
}

function kindOf(path: string, folders: readonly string[], entries: readonly ImageEntry[]): DatasetKind {
  if (folders.every(isIndexName)) {
    return folders.length === SYNSETS.length || /v2/i.test(basename(path)) ? 'imagenet-v2' : 'image-folder';
  }
  if (!folders.every((folder) => synsetIndex(folder) !== undefined)) return 'image-folder';
  // Before -A and -R: their 200 classes of the validation set are still the validation set.
  if (entries.every(({ id }) => validationId(id) !== undefined)) return 'imagenet';
  const first = imageFiles(join(path, folders[0]!))[0] ?? '';
  if (first.startsWith('sketch_') || /sketch/i.test(basename(path))) return 'imagenet-sketch';
  if (isSubset(path, folders, IMAGENET_A_CLASSES, /^imagenet-?a$/i)) return 'imagenet-a';
  if (isSubset(path, folders, IMAGENET_R_CLASSES, /^imagenet-?r$/i)) return 'imagenet-r';
  return 'image-folder';
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
