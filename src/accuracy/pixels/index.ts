export { decodeImage } from './decode.ts';
export { FILTERS, INTERPOLATIONS, type Interpolation } from './filter.ts';
export { normalise } from './normalise.ts';
export { modelPixels, preprocess } from './preprocess.ts';
export { CROP_MODES, type CropMode, type Geometry, geometry, inputSize, type Recipe } from './recipe.ts';
export { type Box, type Resize, resizeReference } from './resize.ts';
export { createResizer, type Resizer } from './resizer.ts';
