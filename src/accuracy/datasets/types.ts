/** What a folder or file of images was recognised as. */
export const DATASET_KINDS = [
  'imagenet',
  'imagenet-real',
  'imagenet-v2',
  'imagenet-sketch',
  'imagenet-a',
  'imagenet-r',
  'imagenet-c',
  'image-folder',
  'list',
] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

/** Where an image's bytes are: a file, or a stretch of one (an entry of a tar archive). */
export interface ImageSource {
  readonly path: string;
  readonly offset?: number;
  readonly size?: number;
}

export interface ImageEntry {
  /**
   * Names the image in records, and keys its random numbers: `ILSVRC2012_val_00000001` for the validation
   * images in a folder or archive, the path as it is written for an entry of a list, else the path within the set; with
   * forward slashes.
   */
  readonly id: string;
  readonly source: ImageSource;
  /** Accepted class indices; more than one for ReaL. Never empty. */
  readonly labels: readonly number[];
}

/** A stored corruption of ImageNet-C. */
export interface StoredCorruption {
  readonly corruption: string;
  readonly severity: number;
}

export interface Dataset {
  readonly kind: DatasetKind;
  /** Names the set in records: the kind for public sets, else the name of the folder or file. */
  readonly name: string;
  /** The layout it was found in, in words. */
  readonly layout: string;
  readonly path: string;
  /** Class indices are below this: 1000 for every set with ImageNet's classes. */
  readonly classes: number;
  /** True if labels were given as plain indices: a model may have more classes than occur. */
  readonly openEnded?: boolean;
  /** Classes that a prediction is chosen among, ascending (ImageNet-A and -R); all of them if absent. */
  readonly subset?: readonly number[];
  /** Folder names, wnids or indices, in the order of `classes`; empty where nothing names them. */
  readonly classNames: readonly string[];
  /** The corruptions that lie on disk, for ImageNet-C; empty for a clean set. */
  readonly stored: readonly StoredCorruption[];
  /**
   * The images, sorted by id; of one stored corruption where the set has them. What is listed is read
   * from the folders, nothing is decoded.
   */
  images(stored?: StoredCorruption): readonly ImageEntry[];
  /** What differs from the published set, one sentence each: counts, missing classes. */
  readonly notes: readonly string[];
}
