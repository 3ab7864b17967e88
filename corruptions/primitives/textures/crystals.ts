import type { Random } from '../random.ts';
import { blur } from '../raster/blur.ts';
import { type Raster, raster } from '../raster/raster.ts';
import { cover, newStamp, type Stamp } from '../raster/strokes.ts';
import { cloud, noise } from '../raster/texture.ts';

/** The ingredients of a frost texture, fine to coarse; each is a raster of mean 0 and variance 1. */
export type Ingredient = 'grain' | 'grit' | 'needles' | 'ferns' | 'patches' | 'haze' | 'shade';

/** Makes one ingredient, one channel. */
export function ingredient(kind: Ingredient, width: number, height: number, random: Random): Raster {
  switch (kind) {
    case 'grain':
      return standardise(noise(width, height, random));
    case 'grit':
      return standardise(blur(noise(width, height, random), 0.8));
    case 'needles':
      return standardise(ferns(width, height, 5, 0.6, random));
    case 'ferns':
      return standardise(ferns(width, height, 16, 1.1, random));
    case 'patches':
      return standardise(cloud(width, height, 14, 1, random));
    case 'haze':
      return standardise(cloud(width, height, 50, 1, random));
    case 'shade':
      return standardise(cloud(width, height, 200, 1, random));
    default:
      return kind satisfies never;
  }
}

/** Shifts and scales to mean 0 and variance 1, in place. */
export function standardise(source: Raster): Raster {
  const { data } = source;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    sum += value;
    squares += value * value;
  }
  const mean = sum / data.length;
  const scale = 1 / Math.sqrt(squares / data.length - mean * mean);
  for (let i = 0; i < data.length; i++) data[i] = (data[i]! - mean) * scale;
  return source;
}

/**
 * Draws ice ferns: stems along a slowly turning direction, with side needles at 60 degrees, the angle at which ice
 * grows; bright and dark ones overlap.
 * @param length half the length of a stem, pixels
 * @param thickness half the thickness of a stem, pixels
 */
function ferns(width: number, height: number, length: number, thickness: number, random: Random): Raster {
  const out = raster(width, height, 1);
  const turn = cloud(width, height, 90, 2, random).data;
  const stamp = newStamp();
  const stems = Math.ceil((width * height) / (8 * length * thickness + 4 * length));
  for (let n = 0; n < stems; n++) {
    const x = random.uniform() * width;
    const y = random.uniform() * height;
    const direction = 2.5 * turn[Math.floor(y) * width + Math.floor(x)]!;
    const branch = Math.floor(3 * random.uniform()) - 1;
    const angle = direction + (branch * Math.PI) / 3 + 0.25 * (random.uniform() - 0.5);
    const size = (0.5 + random.uniform()) * (branch === 0 ? 1 : 0.7);
    needle(out, stamp, x, y, angle, length * size, thickness * size, random.uniform() < 0.62 ? 1 : -0.7);
  }
  return out;
}

/** Adds one needle, thick in the middle and pointed at its ends. */
function needle(
  out: Raster,
  stamp: Stamp,
  x: number,
  y: number,
  angle: number,
  halfLength: number,
  halfWidth: number,
  light: number,
): void {
  cover(stamp, out, { x, y, dx: Math.cos(angle), dy: Math.sin(angle), halfLength, halfWidth });
  for (let i = 0; i < stamp.count; i++) {
    const pixel = stamp.pixel[i]!;
    const along = stamp.along[i]!;
    const taper = 1 - 0.7 * Math.min(1, along * along);
    out.data[pixel] = out.data[pixel]! + light * taper * stamp.coverage[i]!;
  }
}
