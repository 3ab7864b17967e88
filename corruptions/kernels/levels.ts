import { toLevel, UNIT } from '../levels.ts';

/** 8 bits to 0..1. */
export function toUnit(from: Uint8Array, to: Float64Array): void {
  for (let i = 0; i < from.length; i++) to[i] = UNIT[from[i]!]!;
}

/** 0..1, clipped, to 8 bits, truncated. */
export function toLevels(from: Float64Array, to: Uint8Array): void {
  for (let i = 0; i < from.length; i++) to[i] = toLevel(from[i]!);
}
