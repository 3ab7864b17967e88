import { toLevel, UNIT } from '../levels.ts';
import type { Random } from '../random.ts';

/** Fills `out` with uniforms on [low, low + span), in order. */
export function fillUniform(out: Float64Array, random: Random, low = 0, span = 1): void {
  random.fillUniform(out);
  for (let i = 0; i < out.length; i++) out[i] = low + span * out[i]!;
}

/** Fills `out` with standard normals, in order. */
export function fillNormal(out: Float64Array, random: Random): void {
  random.fillNormal(out);
}

/** Adds sigma times a normal to every sample, or with `proportional` that times the sample. `field`: scratch, one a sample. */
export function addNoise(
  from: Uint8Array,
  to: Uint8Array,
  field: Float64Array,
  sigma: number,
  proportional: boolean,
  random: Random,
): void {
  random.fillNormal(field);
  if (proportional)
    for (let i = 0; i < from.length; i++) {
      const x = UNIT[from[i]!]!;
      to[i] = toLevel(x + x * (sigma * field[i]!));
    }
  else for (let i = 0; i < from.length; i++) to[i] = toLevel(UNIT[from[i]!]! + sigma * field[i]!);
}

/** Replaces a share of the samples by 0 or 255. `field`: scratch, two a sample: first all that choose, then all that colour. */
export function impulse(
  from: Uint8Array,
  to: Uint8Array,
  field: Float64Array,
  amount: number,
  random: Random,
): void {
  const count = from.length;
  random.fillUniform(field);
  for (let i = 0; i < count; i++)
    to[i] = field[i]! <= amount ? (field[count + i]! <= 0.5 ? 255 : 0) : from[i]!;
}

/** Guide intervals of a shot table: where in a level's thresholds a search starts. */
export const GUIDES = 256;

/**
 * Poisson counts by inversion, one row a level: the count is the first k with word < thresholds[k] (as unsigned),
 * searched from the guide of the word's upper 8 bits on. The last threshold of a row is never passed.
 */
export interface ShotTable {
  readonly columns: number;
  readonly thresholds: Uint32Array;
  readonly guides: Uint8Array;
  /** The level that a count becomes. */
  readonly levels: Uint8Array;
}

/** Draws the level of every sample. `field`: scratch, one a sample. */
export function shot(
  from: Uint8Array,
  to: Uint8Array,
  field: Float64Array,
  table: ShotTable,
  random: Random,
): void {
  const { columns, thresholds, guides, levels } = table;
  random.fillUniform(field);
  for (let i = 0; i < from.length; i++) {
    const bits = Math.floor(field[i]! * 2 ** 32);
    const level = from[i]!;
    let k = guides[level * GUIDES + Math.floor(field[i]! * GUIDES)]!;
    while (bits > thresholds[level * columns + k]!) k++;
    to[i] = levels[k]!;
  }
}
