export { assertDrawable, writeTextureFolder } from './folder.ts';
export { TEXTURES, type TextureSplit, textureImage } from './image.ts';
