import { SINGLES } from '../../../corruptions/primitives/levels.ts';

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
