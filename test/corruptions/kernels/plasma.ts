import { UNIT } from '../../../corruptions/primitives/levels.ts';

export function plasma(map: Float64Array, side: number, decay: number, draws: Float64Array): void {
  const mask = side - 1;
  let next = 0;
  let w = 100;
  map[0] = 0;
  for (let step = side; step >= 2; step >>= 1) {
    const half = step >> 1;
    const spread = 2 * w;
    // Centres of squares: the mean of four corners.
    for (let y = 0; y < side; y += step) {
      const top = y * side;
      const bottom = ((y + step) & mask) * side;
      for (let x = 0; x < side; x += step) {
        const right = (x + step) & mask;
        const mean = (map[top + x]! + map[bottom + x]! + map[top + right]! + map[bottom + right]!) / 4;
        map[(y + half) * side + x + half] = mean + w * (draws[next++]! * spread - w);
      }
    }
    // Midpoints of horizontal edges: the ends, and the centres above and below.
    for (let y = 0; y < side; y += step) {
      const above = ((y - half) & mask) * side;
      for (let x = 0; x < side; x += step) {
        const ends = map[y * side + x]! + map[y * side + ((x + step) & mask)]!;
        const mean = (ends + map[above + x + half]! + map[(y + half) * side + x + half]!) / 4;
        map[y * side + x + half] = mean + w * (draws[next++]! * spread - w);
      }
    }
    // Midpoints of vertical edges: the ends, and the centres left and right.
    for (let y = 0; y < side; y += step) {
      const line = (y + half) * side;
      const bottom = ((y + step) & mask) * side;
      for (let x = 0; x < side; x += step) {
        const ends = map[y * side + x]! + map[bottom + x]!;
        const mean = (ends + map[line + ((x - half) & mask)]! + map[line + x + half]!) / 4;
        map[line + x] = mean + w * (draws[next++]! * spread - w);
      }
    }
    w /= decay;
  }
  stretch(map, side * side);
}

/** Onto 0..1; a constant map (of one pixel) becomes 0. */
function stretch(map: Float64Array, count: number): void {
  let low = map[0]!;
  let high = low;
  for (let i = 1; i < count; i++) {
    const value = map[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high > low ? high - low : 1;
  for (let i = 0; i < count; i++) map[i] = (map[i]! - low) / range;
}

export function blendFog(
  from: Uint8Array,
  to: Uint8Array,
  width: number,
  height: number,
  map: Float64Array,
  side: number,
  amount: number,
  peak: number,
): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fog = amount * map[y * side + x]!;
      const i = 3 * (y * width + x);
      for (let c = 0; c < 3; c++) {
        const value = ((UNIT[from[i + c]!]! + fog) * peak) / (peak + amount);
        to[i + c] = Math.min(value, 1) * 255;
      }
    }
}
