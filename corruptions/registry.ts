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
import { cartoon } from './renditions/cartoon.ts';
import { embroidery } from './renditions/embroidery.ts';
import { halftone } from './renditions/halftone.ts';
import { lineDrawing } from './renditions/line-drawing.ts';
import { mosaic } from './renditions/mosaic.ts';
import { neon } from './renditions/neon.ts';
import { oilPainting } from './renditions/oil-painting.ts';
import { oldPhotograph } from './renditions/old-photograph.ts';
import { pencilSketch } from './renditions/pencil-sketch.ts';
import { pixelArt } from './renditions/pixel-art.ts';
import { pointillism } from './renditions/pointillism.ts';
import { poster } from './renditions/poster.ts';
import { silhouette } from './renditions/silhouette.ts';
import { stainedGlass } from './renditions/stained-glass.ts';
import { watercolour } from './renditions/watercolour.ts';
import { woodcut } from './renditions/woodcut.ts';
import { saturate } from './saturate.ts';
import { shotNoise } from './shot-noise.ts';
import { snow } from './snow.ts';
import { spatter } from './spatter.ts';
import { speckleNoise } from './speckle-noise.ts';
import type { Corruption, Group } from './types.ts';
import { zoomBlur } from './zoom-blur.ts';

/** The fifteen corruptions of ImageNet-C, in the paper's order; the mean corruption error is taken over these. */
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

/** Every corruption and rendition: ImageNet-C's fifteen, its four for validation, then the renditions. */
export const corruptions: readonly Corruption[] = [
  ...imagenetC,
  speckleNoise,
  gaussianBlur,
  spatter,
  saturate,
  pencilSketch,
  lineDrawing,
  cartoon,
  oilPainting,
  watercolour,
  pointillism,
  mosaic,
  stainedGlass,
  halftone,
  woodcut,
  embroidery,
  pixelArt,
  poster,
  neon,
  oldPhotograph,
  silhouette,
];

/** Names that stand for several corruptions. */
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

/** Returns the groups that `selectCorruptions` accepts. */
export function corruptionGroups(): readonly string[] {
  return GROUPS;
}

/** Thrown for a name that is not a corruption (or a group, where groups are accepted). */
export class UnknownCorruptionError extends RangeError {
  override readonly name = 'UnknownCorruptionError';
  readonly given: string;
  /** Every name that would have been accepted. */
  readonly known: readonly string[];

  constructor(given: string, known: readonly string[]) {
    super(`unknown corruption "${given}"; known are ${known.join(', ')}`);
    this.given = given;
    this.known = known;
  }
}

/**
 * Returns the corruption of that name.
 * @throws UnknownCorruptionError
 */
export function findCorruption(name: string): Corruption {
  const found = corruptions.find((corruption) => corruption.name === name);
  if (found === undefined) throw new UnknownCorruptionError(name, namesOf(corruptions));
  return found;
}

/**
 * Returns the corruptions that a name, a group, `imagenet-c`, `all`, or several of these joined by commas stand
 * for, in the registry's order and each once.
 * @throws UnknownCorruptionError
 */
export function selectCorruptions(selector: string): readonly Corruption[] {
  const wanted = new Set(selector.split(',').flatMap((part) => namesOf(members(part.trim()))));
  return corruptions.filter(({ name }) => wanted.has(name));
}

function members(name: string): readonly Corruption[] {
  if (name === 'all') return corruptions;
  if (name === 'imagenet-c') return imagenetC;
  const found = corruptions.filter((corruption) => corruption.name === name || corruption.group === name);
  if (found.length === 0) throw new UnknownCorruptionError(name, [...namesOf(corruptions), ...GROUPS]);
  return found;
}

function namesOf(list: readonly Corruption[]): string[] {
  return list.map(({ name }) => name);
}
