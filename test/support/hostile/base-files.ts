import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallModel } from '../../backbones/lower/onnx/onnx-bytes.ts';

/** The images of several formats that are small. */
export const PICTURES = join(import.meta.dirname, '../../fixtures/pixels/images');

/** Writes a dataset of two classes with an image each. */
export function writePhotos(folder: string): string {
  for (const name of ['ant', 'bee']) {
    mkdirSync(join(folder, name), { recursive: true });
    copyFileSync(join(PICTURES, 'small_23x17.png'), join(folder, name, 'photo.png'));
  }
  return folder;
}

/** Writes a model of two classes that takes images of any size. */
export function writeSmallModel(path: string): string {
  writeFileSync(path, smallModel());
  return path;
}
