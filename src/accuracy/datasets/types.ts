import type { FileSlice } from '../../files/index.ts';

/** What a folder or file of images was recognised as. */
export type DatasetKind =
  | 'imagenet'
  | 'imagenet-real'
  | 'imagenet-v2'
  | 'imagenet-sketch'
  | 'imagenet-a'
  | 'imagenet-r'
  | 'imagenet-c'
  | 'image-folder'
  | 'list';

export interface ImageEntry {
  /**
   * Identifies the image in records, and keys its random numbers: `ILSVRC2012_val_00000001` for validation images in a
   * folder or archive, the path as written for an entry of a list, else the path within the dataset; with forward
   * slashes.
   */
  readonly id: string;
  readonly source: FileSlice;
  /** Accepted class indices, at least one; ReaL may have several. */
  readonly labels: readonly number[];
}

/** A corruption of ImageNet-C that is stored on disk. */
export interface StoredCorruption {
  readonly corruption: string;
  readonly severity: number;
}

/** The images of some classes of a dataset, with predictions limited to these classes. */
export interface ClassSubset {
  /** Its name as a dataset in records. */
  readonly name: string;
  /** Ascending. */
  readonly classes: readonly number[];
}

export interface Dataset {
  readonly kind: DatasetKind;
  /** Name in records: the kind for public sets, else the name of the folder or file. */
  readonly name: string;
  /** The layout of the files, in words. */
  readonly layout: string;
  readonly path: string;
  /** All class indices are below this: 1000 for datasets with ImageNet's classes. */
  readonly classes: number;
  /** Whether labels were given as indices, so that a model may have more classes than occur. */
  readonly openEnded?: boolean;
  /** Classes that predictions are limited to, ascending (ImageNet-A and -R); all of them if absent. */
  readonly subset?: readonly number[];
  /** Names of the classes by index: folder names or WordNet ids; empty if they have none. */
  readonly classNames: readonly string[];
  /** Corruptions stored on disk (ImageNet-C); empty for clean datasets. */
  readonly stored: readonly StoredCorruption[];
  /** Lists the images, sorted by id, of one stored corruption where there are some. Nothing is decoded. */
  images(stored?: StoredCorruption): readonly ImageEntry[];
  /** Differences from the published set, a sentence each: counts, missing classes. */
  readonly notes: readonly string[];
}
