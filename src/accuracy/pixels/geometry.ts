import { inputSize, type Recipe } from '../../backbones/models/index.ts';
import type { Box } from './resize.ts';

/** What to do to an image of a given size: resize, keep a box of the result, paint what lies outside. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Where the crop lies in the resized image; it may stick out on both sides. */
  readonly crop: Box;
  /** Colour of what sticks out, 8 bits a channel. */
  readonly fill: readonly [number, number, number];
}

/**
 * The transform of timm's evaluation (`transforms_imagenet_eval`) for an image of the given size:
 * `center` scales the shorter side to floor(size / cropPct) and crops, `squash` scales both sides to it
 * whatever the aspect ratio, `border` scales the longer side and pads with the mean colour.
 * Sizes round as torchvision does: the longer side towards zero, the crop's corner half to even.
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

/** torchvision's `Resize` with one number. */
function shorterSide(image: { readonly width: number; readonly height: number }, side: number) {
  const { width, height } = image;
  return width <= height
    ? { width: side, height: Math.trunc((side * height) / width) }
    : { width: Math.trunc((side * width) / height), height: side };
}

/** timm's `ResizeKeepRatio`. */
function keepRatio(image: { readonly width: number; readonly height: number }, ratio: number) {
  return { width: roundHalfEven(image.width / ratio), height: roundHalfEven(image.height / ratio) };
}

/** The corner of torchvision's centre crop; what is smaller than the crop is padded, the odd pixel at the end. */
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

/** Python's `round`. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
