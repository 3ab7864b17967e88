import type { Random } from '../random.ts';

/**
 * `passes` times, from the bottom right to the top left: every pixel farther than `reach` from the border takes
 * the colour of a pixel up to `reach` away (itself included, +reach excluded), as it is by then. In place, RGB.
 * `pixels`: scratch, one a pixel.
 */
export function shuffle(
  data: Uint8Array,
  pixels: Int32Array,
  width: number,
  height: number,
  reach: number,
  passes: number,
  random: Random,
): void {
  for (let i = 0, p = 0; i < data.length; i += 3, p++)
    pixels[p] = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16);
  for (let pass = 0; pass < passes; pass++)
    for (let y = height - reach; y > reach; y--)
      for (let x = width - reach; x > reach; x--) {
        const dx = random.integer(-reach, reach);
        const dy = random.integer(-reach, reach);
        pixels[y * width + x] = pixels[(y + dy) * width + x + dx]!;
      }
  for (let i = 0, p = 0; i < data.length; i += 3, p++) {
    data[i] = pixels[p]!;
    data[i + 1] = pixels[p]! >> 8;
    data[i + 2] = pixels[p]! >> 16;
  }
}
