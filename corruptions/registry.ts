import { didYouMean } from '../src/text/index.ts';
import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { defocusBlur } from './defocus-blur.ts';
import { elasticTransform } from './elastic-transform.ts';
import { fog } from './fog.ts';
import { frost } from './frost.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { glassBlur } from './glass-blur.ts';
import { impulseNoise } from './impulse-noise.ts';
import { jpegCompression } from './jpeg-compression.ts';
import { motionBlur } from './motion-blur.ts';
import { pixelate } from './pixelate.ts';
import { RENDITIONS } from './renditions/index.ts';
import { saturate } from './saturate.ts';
import { shotNoise } from './shot-noise.ts';
import { snow } from './snow.ts';
import { spatter } from './spatter.ts';
import { speckleNoise } from './speckle-noise.ts';

import type { Corruption, Group } from './types.ts';
import { zoomBlur } from './zoom-blur.ts';

/** The fifteen of ImageNet-C, in the order of the paper; the mean corruption error is over these. */
const imagenetC: readonly Corruption[] = [
  gaussianNoise,
  shotNoise,
  impulseNoise,
  defocusBlur,
  glassBlur,
  motionBlur,
  zoomBlur,
  snow,
  frost,
  fog,
  brightness,
  contrast,
  elasticTransform,
  pixelate,
  jpegCompression,
];

/** The four that ImageNet-C keeps for validation. */
const extra: readonly Corruption[] = [speckleNoise, gaussianBlur, spatter, saturate];

/** Every corruption and rendition. */
export const corruptions: readonly Corruption[] = [...imagenetC, ...extra, ...RENDITIONS];

/** A name for several: `imagenet-c` is the fifteen of the mean corruption error. */
const GROUPS: readonly (Group | 'imagenet-c' | 'all')[] = [
  'all',
  'imagenet-c',
  'noise',
  'blur',
  'weather',
  'digital',
  'extra',
  'rendition',
];

/** Groups as `selectCorruptions` takes them. */
export function corruptionGroups(): readonly string[] {
  return GROUPS;
}

/**
 * The corruption of that name.
 * @throws RangeError with the nearest name
 */
export function findCorruption(name: string): Corruption {
  const found = corruptions.find((corruption) => corruption.name === name);
  if (found === undefined) throw new RangeError(unknown(name, namesOf(corruptions)));
  return found;
}

/**
 * What a name, a group, `imagenet-c` or `all`, or several of these joined by commas, stand for,
 * in the registry's order and each once.
 * @throws RangeError with the nearest name
 */
export function selectCorruptions(selector: string): readonly Corruption[] {
  const wanted = new Set(selector.split(',').flatMap((part) => namesOf(members(part.trim()))));
  return corruptions.filter(({ name }) => wanted.has(name));
}

function members(name: string): readonly Corruption[] {
  if (name === 'all') return corruptions;
  if (name === 'imagenet-c') return imagenetC;
  if ((GROUPS as readonly string[]).includes(name))
    return corruptions.filter((corruption) => corruption.group === name);
  const found = corruptions.find((corruption) => corruption.name === name);
  if (found === undefined) throw new RangeError(unknown(name, [...namesOf(corruptions), ...GROUPS]));
  return [found];
}

function namesOf(list: readonly Corruption[]): string[] {
  return list.map(({ name }) => name);
}

function unknown(name: string, candidates: readonly string[]): string {
  return `unknown corruption "${name}"${didYouMean(name, candidates) || `; known are ${candidates.join(', ')}`}`;
}
