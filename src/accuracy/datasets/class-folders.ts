import { basename, dirname, join } from 'node:path';
import { exists, UserError } from '../../files/index.ts';
import { listed, printable } from '../../text/index.ts';
import { isWnid, synsetIndex, validationId } from './classes.ts';
import { IMAGENET_A_CLASSES, IMAGENET_R_CLASSES } from './data/subsets.ts';
import { SYNSETS } from './data/synsets.ts';
import { byCodePoint, imageFiles, imageTree, subfolders } from './listing.ts';
import { CHAINS_FOLDER, CORRUPT_MANIFEST, type DatasetManifest, readManifest } from './manifest.ts';
import type { Dataset, DatasetKind, ImageEntry } from './types.ts';
import { countNote, VALIDATION_IMAGES } from './validation.ts';

/**
 * Recognises a dataset with a folder per class; undefined if the folders hold no images. Folders named by WordNet ids
 * or class indices keep their ImageNet class even if some are missing; others are numbered in sorted order, as
 * torchvision's ImageFolder does.
 * @throws UserError if a folder is a dataset itself, or an image lies in two folders
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
  refuseDuplicates(entries);
  const kind = manifest || isRendered(path) ? 'image-folder' : kindOf(path, classes, entries);
  const known = PUBLIC[kind];
  return {
    kind,
    name: manifest?.name ?? known?.name(path) ?? printable(basename(path)),
    layout: naming.layout,
    path,
    classes: naming.classes,
    ...(known?.subset ? { subset: known.subset } : {}),
    classNames: naming.names.map(printable),
    stored: [],
    images: () => entries,
    notes: known ? differences(entries, known) : mixedNames(classes),
  };
}

/** Leaves out folders without images among ImageNet's (results of a run, say); among others they keep their number. */
function classesAmong(
  folders: readonly string[],
  trees: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const filled = folders.filter((folder) => trees.get(folder)!.length > 0);
  const known = (folder: string) => synsetIndex(folder) !== undefined;
  return filled.every(known) || filled.every(isIndexName) ? filled : folders;
}

/** Names of folders that are datasets, not classes. */
const SETS = new RegExp(`^(train|training|val|valid|validation|test|${CHAINS_FOLDER})$`, 'i');

/** Refuses folders of datasets: `train` and `val` would become two classes instead of a thousand. */
function refuseSets(path: string, folders: readonly string[]): void {
  const sets = folders.filter((folder) => {
    if (imageFiles(join(path, folder)).length > 0) return false;
    const inner = subfolders(join(path, folder));
    return inner.length > 0 && (SETS.test(folder) || basename(path) === CHAINS_FOLDER || inner.every(isWnid));
  });
  if (sets.length === 0) return;
  const best =
    sets.find((name) => /^val/i.test(name)) ?? sets.find((name) => /^test/i.test(name)) ?? sets[0]!;
  throw new UserError(`${path} is not a dataset; did you mean ${join(path, best)}?`);
}

/** Refuses two images with one id, because the id identifies a prediction. */
function refuseDuplicates(entries: readonly ImageEntry[]): void {
  for (const [i, { id, source }] of entries.entries()) {
    const next = entries[i + 1];
    if (next?.id === id)
      throw new UserError(`${source.path} and ${next.source.path} are the same image; remove one of them`);
  }
}

/** Whether `render`, or `corrupt` with a chain, made the folder: it is then not a public set, even if it resembles one. */
function isRendered(path: string): boolean {
  return exists(join(path, CORRUPT_MANIFEST)) || basename(dirname(path)) === CHAINS_FOLDER;
}

/** Notes that a folder with another name changes the numbers of all classes. */
function mixedNames(folders: readonly string[]): string[] {
  const others = folders.filter((folder) => synsetIndex(folder) === undefined);
  if (others.length === 0 || others.length === folders.length) return [];
  return [
    `${others.length} of ${folders.length} class folders are not named after ImageNet classes (${listed(others)}), so all classes are numbered in sorted order`,
  ];
}

/** The public sets: their name, published size, and classes if they have only some of ImageNet's. */
const PUBLIC: Partial<Record<DatasetKind, PublicSet>> = {
  imagenet: { name: () => 'imagenet', images: VALIDATION_IMAGES, perClass: 50 },
  'imagenet-v2': { name: v2Name, images: 10_000, perClass: 10 },
  'imagenet-sketch': { name: () => 'imagenet-sketch', images: 50_889 },
  'imagenet-a': { name: () => 'imagenet-a', images: 7_500, subset: IMAGENET_A_CLASSES },
  'imagenet-r': { name: () => 'imagenet-r', images: 30_000, subset: IMAGENET_R_CLASSES },
};

interface PublicSet {
  readonly name: (path: string) => string;
  readonly images: number;
  readonly perClass?: number;
  readonly subset?: readonly number[];
}

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
  // Sorted as text they would be 0, 1, 10, 100, so the name is the class.
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

/** Whether a name is a number from 0 to 999 without leading zeros. */
function isIndexName(folder: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(folder);
}

function folderEntries(path: string, folder: string, images: readonly string[], label: number): ImageEntry[] {
  if (label < 0) return [];
  return images.map((name) => ({
    id: validationId(name) ?? printable(`${folder}/${name}`),
    source: { path: join(path, folder, name) },
    labels: [label],
  }));
}

function kindOf(path: string, folders: readonly string[], entries: readonly ImageEntry[]): DatasetKind {
  if (folders.every(isIndexName)) {
    return folders.length === SYNSETS.length || /v2/i.test(basename(path)) ? 'imagenet-v2' : 'image-folder';
  }
  if (!folders.every((folder) => synsetIndex(folder) !== undefined)) return 'image-folder';
  // Before -A and -R: validation images of their 200 classes are still the validation set.
  if (entries.every(({ id }) => validationId(id) !== undefined)) return 'imagenet';
  const first = imageFiles(join(path, folders[0]!))[0] ?? '';
  if (first.startsWith('sketch_') || /sketch/i.test(basename(path))) return 'imagenet-sketch';
  if (isSubset(path, folders, IMAGENET_A_CLASSES, /^imagenet-?a$/i)) return 'imagenet-a';
  if (isSubset(path, folders, IMAGENET_R_CLASSES, /^imagenet-?r$/i)) return 'imagenet-r';
  return 'image-folder';
}

/** Whether the folders are all the classes of a set, or some of them in a folder with the name of the set. */
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

/** Says how the images differ from the published set. */
function differences(entries: readonly ImageEntry[], { images, perClass, subset }: PublicSet): string[] {
  const counts = new Map<number, number>();
  for (const { labels } of entries) counts.set(labels[0]!, (counts.get(labels[0]!) ?? 0) + 1);
  const wanted = subset ?? SYNSETS.map((_, index) => index);
  const missing = wanted.filter((index) => !counts.has(index));
  const odd = wanted.filter(
    (index) => counts.has(index) && perClass !== undefined && counts.get(index) !== perClass,
  );
  const names = (indices: readonly number[]) => listed(indices.map((index) => SYNSETS[index] as string));
  return [
    ...(entries.length === images ? [] : [countNote(entries.length, images)]),
    ...(missing.length === 0
      ? []
      : [`lacks ${missing.length} of ${wanted.length} classes: ${names(missing)}`]),
    ...(odd.length === 0 ? [] : [`${odd.length} classes do not have ${perClass} images: ${names(odd)}`]),
  ];
}
