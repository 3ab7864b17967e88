import type { Image } from '#corruptions';
import { seededRandom } from '../../stats/index.ts';
import { figureClasses } from './figures.ts';
import { drawScene } from './scene.ts';

/** Names of the ten classes, by label. */
export const textureClasses: readonly string[] = Object.keys(figureClasses);

export const textureSplits = ['train', 'validation', 'test'] as const;
export type TextureSplit = (typeof textureSplits)[number];

export interface TextureOptions {
  /** Each split is a stream of its own: no image of one is in another. */
  readonly split: TextureSplit;
  /** 0, 1, 2, ...: a split has no end. */
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
 * One image of `textures10`, version 1: ten classes of patterns and shapes with random place, size, angle
 * and colours, cluttered, occluded, lit unevenly. Nothing is stored: split and index decide every byte, on
 * every machine. Labels go round 0 to 9, so that any ten images in a row have every class once.
 */
export function textureImage({ split, index, size = 64 }: TextureOptions): LabelledImage {
  const label = index % textureClasses.length;
  const figureClass = figureClasses[textureClasses[label]!]!;
  return { image: drawScene(figureClass, size, seededRandom(`textures10@1/${split}/${index}`)), label };
}
