import type { Image } from '../image.ts';
import { keyedRandom } from '../keyed.ts';
import { type Raster, raster } from '../raster/raster.ts';
import { type Ingredient, ingredient, standardise } from './crystals.ts';

/** The recipe of one texture: sizes in pixels, levels 0..255. */
export interface FrostRecipe {
  readonly width: number;
  readonly height: number;
  /** Mean and standard deviation of red, green and blue over the whole texture. */
  readonly mean: readonly [number, number, number];
  readonly sd: readonly [number, number, number];
  /** Correlations of red and of blue with the lightness of the crystals; green's is 1. */
  readonly tint: readonly [red: number, blue: number];
  /** Distribution of luma: its 1st, 5th, 25th, 50th, 75th, 95th and 99th percentiles. */
  readonly percentiles: readonly [number, number, number, number, number, number, number];
  /** Amplitudes of the ingredients, which determine the spectrum and the autocorrelation. */
  readonly ingredients: Readonly<Partial<Record<Ingredient, number>>>;
}

const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/**
 * Makes a texture of frost: ice ferns, needles and grain, tinted bluish grey. The same recipe and name give the same
 * bytes.
 */
export function frostTexture(recipe: FrostRecipe, name: string): Image {
  const { width, height, mean, sd, tint } = recipe;
  const light = shaped(mixture(recipe, name), recipe.percentiles).data;
  const hue = apartFrom(light, ingredient('shade', width, height, keyedRandom('frost', name, 'hue', 1))).data;
  const data = new Uint8ClampedArray(width * height * 3);
  const [red, blue] = tint;
  // Red and blue follow the same slow change of hue in opposite directions.
  const redHue = Math.sqrt(1 - red * red);
  const blueHue = -Math.sqrt(1 - blue * blue);
  for (let i = 0; i < light.length; i++) {
    data[3 * i] = mean[0] + sd[0] * (red * light[i]! + redHue * hue[i]!);
    data[3 * i + 1] = mean[1] + sd[1] * light[i]!;
    data[3 * i + 2] = mean[2] + sd[2] * (blue * light[i]! + blueHue * hue[i]!);
  }
  return { width, height, data };
}

/** Removes from a standardised raster its correlation with another one, and standardises the rest. */
function apartFrom(other: Float32Array, source: Raster): Raster {
  const { data } = source;
  let common = 0;
  for (let i = 0; i < data.length; i++) common += data[i]! * other[i]!;
  common /= data.length;
  for (let i = 0; i < data.length; i++) data[i] = data[i]! - common * other[i]!;
  return standardise(source);
}

/** Sums the ingredients. */
function mixture({ width, height, ingredients }: FrostRecipe, name: string): Raster {
  const sum = raster(width, height, 1);
  for (const [kind, amplitude] of Object.entries(ingredients) as [Ingredient, number][]) {
    const { data } = ingredient(kind, width, height, keyedRandom('frost', name, kind, 1));
    for (let i = 0; i < data.length; i++) sum.data[i] = sum.data[i]! + amplitude * data[i]!;
  }
  return sum;
}

/** Maps values so that their percentiles are the given ones up to scale and shift; mean 0, variance 1. */
function shaped(source: Raster, percentiles: readonly number[]): Raster {
  const { data } = source;
  const sample = Float32Array.from({ length: Math.ceil(data.length / 61) }, (_, i) => data[61 * i]!).sort();
  const knots = SHARES.map((share) => sample[Math.floor(share * (sample.length - 1))]!);
  for (let i = 0; i < data.length; i++) data[i] = interpolate(data[i]!, knots, percentiles);
  return standardise(source);
}

/** Interpolates linearly between (knots, values) and extends the outer pieces. */
function interpolate(at: number, knots: readonly number[], values: readonly number[]): number {
  let piece = 0;
  while (piece < knots.length - 2 && at > knots[piece + 1]!) piece++;
  const share = (at - knots[piece]!) / Math.max(1e-6, knots[piece + 1]! - knots[piece]!);
  return values[piece]! + share * (values[piece + 1]! - values[piece]!);
}
