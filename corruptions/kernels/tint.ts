import { SINGLES } from '../levels.ts';

/**
 * Adds a colour (0..1) to an RGB image, `shares[p]` of it at pixel p; with `opaque` that share of the image gives
 * way to it. In single precision, clipped to 1, truncated to 8 bits.
 */
export function tint(
  from: Uint8Array,
  to: Uint8Array,
  shares: Float32Array,
  opaque: boolean,
  colour: readonly [number, number, number],
): void {
  const { fround } = Math;
  const tints = colour.map(fround);
  for (let p = 0, i = 0; p < shares.length; p++) {
    const share = shares[p]!;
    const rest = opaque ? fround(1 - share) : 1;
    for (let c = 0; c < 3; c++, i++) {
      const value = fround(fround(SINGLES[from[i]!]! * rest) + fround(tints[c]! * share));
      to[i] = fround(Math.min(value, 1) * 255);
    }
  }
}
