import { inputSize, type Recipe } from '../../backbones/models/index.ts';
import type { Box } from './resize.ts';

/** How an image of a given size is transformed: resized, cropped, and padded if the crop is larger. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** The crop within the resized image; it may exceed it on both sides. */
  readonly crop: Box;
  /** Colour of the padding, 8 bits per channel. */
  readonly fill: readonly [number, number, number];
}

/**
 * Computes the transform of timm's evaluation (`transforms_imagenet_eval`) for an image of the given size: `center`
 * scales the shorter side to floor(size / cropPct) and crops, `squash` scales both sides to it whatever the aspect
 * ratio, `border` scales the longer side and pads with the mean colour. Sizes round as in torchvision: the longer side
 * towards zero, the corner of the crop half to even.
 */
export function geometry(
  image: { readonly width: number; readonly height: number },
  recipe: Recipe,
): Geometry {
  const [height, width] = inputSize(recipe);
  const scaled = scaledSize(image, recipe, [scaleSide(height, recipe), scaleSide(width, recipe)]);
  return {
    ...scaled,
    crop: { ...centre(scaled, width, height), width, height },
    fill: recipe.cropMode === 'border' ? meanColour(recipe) : [0, 0, 0],
  };
}

function scaleSide(side: number, recipe: Recipe): number {
  return Math.floor(side / recipe.cropPct);
}

function scaledSize(
  image: { readonly width: number; readonly height: number },
  recipe: Recipe,
  [height, width]: readonly [number, number],
): { width: number; height: number } {
  switch (recipe.cropMode) {
    case 'squash':
      return { width, height };
    case 'border':
      return keepRatio(image, Math.max(image.height / height, image.width / width));
    case 'center':
      if (height !== width) return keepRatio(image, Math.min(image.height / height, image.width / width));
      return shorterSide(image, height);
  }
}

/** Resizes like torchvision's `Resize` with one number. */
function shorterSide(image: { readonly width: number; readonly height: number }, side: number) {
  const { width, height } = image;
  return width <= height
    ? { width: side, height: Math.trunc((side * height) / width) }
    : { width: Math.trunc((side * width) / height), height: side };
}

/** Resizes like timm's `ResizeKeepRatio`. */
function keepRatio(image: { readonly width: number; readonly height: number }, ratio: number) {
  return { width: roundHalfEven(image.width / ratio), height: roundHalfEven(image.height / ratio) };
}

/** Returns the corner of torchvision's centre crop; a smaller image is padded, with the odd pixel at the end. */
function centre(image: { readonly width: number; readonly height: number }, width: number, height: number) {
  return { left: corner(image.width, width), top: corner(image.height, height) };
}

function corner(side: number, crop: number): number {
  return crop > side ? -Math.floor((crop - side) / 2) : roundHalfEven((side - crop) / 2);
}

function meanColour(recipe: Recipe): [number, number, number] {
  const [red, green, blue] = recipe.mean;
  return [roundHalfEven(255 * red), roundHalfEven(255 * green), roundHalfEven(255 * blue)];
}

/** Rounds half to even, like Python's `round`. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
