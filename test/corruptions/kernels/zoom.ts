import type { Places } from '../../../corruptions/kernels/kernels.ts';

export function addZoomed(
  from: Float64Array,
  fromWidth: number,
  sums: Float32Array,
  across: Places,
  down: Places,
  line: Float64Array,
): void {
  const width = across.at.length;
  const height = down.at.length;
  const first = 3 * across.at[0]!;
  const last = 3 * (across.at[width - 1]! + 2);
  for (let y = 0; y < height; y++) {
    const above = down.at[y]! * fromWidth * 3;
    const below = above + fromWidth * 3;
    const part = down.part[y]!;
    const rest = 1 - part;
    if (part === 0) for (let i = first; i < last; i++) line[i] = from[above + i]!;
    else for (let i = first; i < last; i++) line[i] = from[above + i]! * rest + from[below + i]! * part;
    for (let x = 0, i = 3 * y * width; x < width; x++, i += 3) {
      const at = 3 * across.at[x]!;
      const right = across.part[x]!;
      const left = 1 - right;
      sums[i]! += Math.fround(line[at]! * left + line[at + 3]! * right);
      sums[i + 1]! += Math.fround(line[at + 1]! * left + line[at + 4]! * right);
      sums[i + 2]! += Math.fround(line[at + 2]! * left + line[at + 5]! * right);
    }
  }
}
