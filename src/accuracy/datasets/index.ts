export { type CheckOptions, checkDataset, type DatasetReport, type UnreadableImage } from './check.ts';
export { isWnid, synsetIndex, validationId } from './classes.ts';
export { corruptionFolders, storedCorruptions } from './corrupted.ts';
export { IMAGENET_A_CLASSES, IMAGENET_R_CLASSES } from './data/subsets.ts';
export { SYNSETS } from './data/synsets.ts';
export { byCodePoint, imageTree, isImageName } from './listing.ts';
export { DatasetManifest, MANIFEST } from './manifest.ts';
export { readImage } from './read.ts';
export { type RecogniseOptions, recogniseDataset } from './recognise.ts';
export {
  DATASET_KINDS,
  type Dataset,
  type DatasetKind,
  type ImageEntry,
  type ImageSource,
  type StoredCorruption,
} from './types.ts';
