import { UNIT } from '../../../corruptions/primitives/levels.ts';

export function blendSnow(from: Uint8Array, to: Uint8Array, layer: Float64Array, mix: number): void {
  const { fround } = Math;
  const count = layer.length;
  const keep = fround(mix);
  const whiten = fround(1 - mix);
  const [red, green, blue] = [fround(0.299), fround(0.587), fround(0.114)];
  for (let p = 0, i = 0; p < count; p++, i += 3) {
    const r = fround(UNIT[from[i]!]!);
    const g = fround(UNIT[from[i + 1]!]!);
    const b = fround(UNIT[from[i + 2]!]!);
    const luma = fround(fround(fround(r * red) + fround(g * green)) + fround(b * blue));
    const white = fround(fround(luma * 1.5) + 0.5);
    const flake = layer[p]!;
    const turned = layer[count - 1 - p]!;
    for (let c = 0; c < 3; c++) {
      const x = c === 0 ? r : c === 1 ? g : b;
      const mixed = fround(fround(keep * x) + fround(whiten * Math.max(x, white)));
      const value = mixed + flake + turned;
      to[i + c] = Math.min(value, 1) * 255;
    }
  }
}
