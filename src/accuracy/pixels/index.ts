export { decodeImage } from './decode.ts';
export { FILTERS } from './filter.ts';
export { type Geometry, geometry } from './geometry.ts';
export { formatName } from './layout.ts';
export { normalise } from './normalise.ts';
export { modelPixels, preprocess } from './preprocess.ts';
export { type Box, type Resize, resizeReference } from './resize.ts';
export { createResizer, type Resizer } from './resizer.ts';
