import { readFileSync } from 'node:fs';
import type { Recipe } from '../../../src/backbones/models/index.ts';

/** A transform and the hash of the bytes that Pillow gives for it. */
export type ExpectedOutput = Pick<Recipe, 'interpolation' | 'resolution' | 'cropPct' | 'cropMode'> & {
  readonly sha256: string;
};

export type ExpectedImage =
  | { readonly file: string; readonly error: string }
  | {
      readonly file: string;
      readonly mode: string;
      readonly width: number;
      readonly height: number;
      readonly sha256: string;
      readonly outputs: readonly ExpectedOutput[];
    };

const folder = new URL('../../fixtures/pixels/', import.meta.url);

/** What Pillow makes of the images under test/fixtures/pixels; see make.py there. */
export const expected: {
  readonly mean: [number, number, number];
  readonly images: readonly ExpectedImage[];
} = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));

export function imagePath(file: string): URL {
  return new URL(`images/${file}`, folder);
}
