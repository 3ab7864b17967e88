export { decodeImage } from './decode.ts';
export { geometry } from './geometry.ts';
export { formatName } from './layout.ts';
export { imagenetCrop, modelPixels } from './model-pixels.ts';
export { normalise } from './normalise.ts';
export { createResizer, type Resizer } from './resizer.ts';
