import type { Random } from '../random.ts';

/**
 * `passes` times, from the bottom right to the top left: every pixel farther than `reach` from the border takes
 * the colour of a pixel up to `reach` away (itself included, +reach excluded), as it is by then. In place, RGB.
 */
export function shuffle(
  data: Uint8Array,
  width: number,
  height: number,
  reach: number,
  passes: number,
  random: Random,
): void {
  for (let pass = 0; pass < passes; pass++)
    for (let y = height - reach; y > reach; y--)
      for (let x = width - reach; x > reach; x--) {
        const dx = random.integer(-reach, reach);
        const dy = random.integer(-reach, reach);
        const to = 3 * (y * width + x);
        const from = 3 * ((y + dy) * width + x + dx);
        data[to] = data[from]!;
        data[to + 1] = data[from + 1]!;
        data[to + 2] = data[from + 2]!;
      }
}
