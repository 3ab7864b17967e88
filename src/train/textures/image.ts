import type { Image } from '#corruptions';
import { seededRandom } from '../../stats/index.ts';
import { figureClasses } from './figures.ts';
import { drawScene } from './scene.ts';

/** The name of the dataset in suites. */
export const TEXTURES = 'textures10';

/** Names of the ten classes, by label. */
export const textureClasses: readonly string[] = Object.keys(figureClasses);

export const textureSplits = ['train', 'validation', 'test'] as const;
export type TextureSplit = (typeof textureSplits)[number];

export interface TextureOptions {
  /** Each split is a separate random stream, so splits share no image. */
  readonly split: TextureSplit;
  /** From 0; a split is endless. */
  readonly index: number;
  /** Side in pixels (default 64; the shipped models take 32). */
  readonly size?: number;
}

export interface LabelledImage {
  readonly image: Image;
  /** 0 to 9, an index into `textureClasses`. */
  readonly label: number;
}

/**
 * Draws one image of `textures10`, version 1: ten classes of patterns and shapes at random places, sizes, angles
 * and colours, with clutter, occlusion and uneven light. Nothing is stored: split and index determine every byte
 * on every machine. Labels cycle from 0 to 9, so any ten consecutive images contain every class once.
 */
export function textureImage({ split, index, size = 64 }: TextureOptions): LabelledImage {
  const label = index % textureClasses.length;
  const figureClass = figureClasses[textureClasses[label]!]!;
  return { image: drawScene(figureClass, size, seededRandom(`${TEXTURES}@1/${split}/${index}`)), label };
}
