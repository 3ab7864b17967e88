import { closest, distance } from 'fastest-levenshtein';
import { contrast } from './contrast.ts';
import { RENDITIONS } from './renditions/index.ts';
import type { Corruption, Group } from './types.ts';

/** The fifteen of ImageNet-C, in the order of the paper; the mean corruption error is over these. */
const imagenetC: readonly Corruption[] = [contrast];

/** The four that ImageNet-C keeps for validation. */
const extra: readonly Corruption[] = [];

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
  const best = closest(name, candidates);
  const near = distance(name, best) <= Math.ceil(Math.max(name.length, best.length) / 3);
  return `unknown corruption "${name}"${near ? `; did you mean "${best}"?` : `; known are ${candidates.join(', ')}`}`;
}
