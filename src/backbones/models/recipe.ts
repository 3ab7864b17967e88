/** The resampling filters of Pillow that evaluation recipes use, by timm's names. */
export const INTERPOLATIONS = ['bilinear', 'bicubic', 'box', 'lanczos'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

export const CROP_MODES = ['center', 'squash', 'border'] as const;
export type CropMode = (typeof CROP_MODES)[number];

/** A model's input, in the terms of timm's pretrained configurations. */
export interface Recipe {
  /** Side of the square input, or height and width, in pixels. */
  readonly resolution: number | readonly [number, number];
  /** Share of the resized shorter side that the crop keeps, above 0 and at most 1. */
  readonly cropPct: number;
  readonly cropMode: CropMode;
  readonly interpolation: Interpolation;
  /** Per channel, of values scaled to 0..1. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Height and width of the model's input. */
export function inputSize(recipe: Pick<Recipe, 'resolution'>): readonly [number, number] {
  const { resolution } = recipe;
  return typeof resolution === 'number' ? [resolution, resolution] : resolution;
}
