import { SYNSETS } from './data/synsets.ts';

const INDEX = new Map(SYNSETS.map((wnid, index) => [wnid, index]));

/** Returns the ImageNet-1k class index of a WordNet id; undefined if it has none. */
export function synsetIndex(wnid: string): number | undefined {
  return INDEX.get(wnid);
}

export function isWnid(name: string): boolean {
  return /^n\d{8}$/.test(name);
}

/**
 * Returns `ILSVRC2012_val_00000123` for any path of this validation image, and undefined for other paths. Some
 * distributions add the class after the number. A longer name is an image made from it
 * (`poster_3_ILSVRC2012_val_00000123.png`).
 */
export function validationId(path: string): string | undefined {
  return /(?:^|[\\/])(ILSVRC2012_val_\d{8})(?:_n\d{8})?(?:\.\w+)?$/.exec(path)?.[1];
}

/** Returns the number of a validation image, from 1. */
export function validationNumber(id: string): number {
  return Number(id.slice(-8));
}
