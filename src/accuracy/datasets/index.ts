export { checkDataset } from './check.ts';
export { validationId } from './classes.ts';
export { cleanSubsets } from './clean-subsets.ts';
export { corruptionFolders, storedCorruptions } from './corrupted.ts';
export { assertSubset, writeSubset } from './filter.ts';
export { byCodePoint, imageTree, isImageName } from './listing.ts';
export { CHAINS_FOLDER, CORRUPT_MANIFEST } from './manifest.ts';
export { recogniseDataset } from './recognise.ts';
export type { ClassSubset, Dataset, ImageEntry, StoredCorruption } from './types.ts';
