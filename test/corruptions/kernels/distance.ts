export function relaxDistances(
  map: Int32Array,
  width: number,
  height: number,
  straight: number,
  diagonal: number,
  knight: number,
): void {
  const stride = width + 4;
  const count = width * height;
  // The second pass is the first turned by 180 degrees.
  for (const sign of [1, -1]) {
    const line = sign * stride;
    for (let n = 0; n < count; n++) {
      const p = sign === 1 ? n : count - 1 - n;
      const at = (Math.floor(p / width) + 2) * stride + (p % width) + 2;
      const s = Math.min(map[at - sign]!, map[at - line]!) + straight;
      const d = Math.min(map[at - line - sign]!, map[at - line + sign]!) + diagonal;
      const far = Math.min(map[at - 2 * line - sign]!, map[at - 2 * line + sign]!);
      const k = Math.min(map[at - line - 2 * sign]!, map[at - line + 2 * sign]!, far) + knight;
      map[at] = Math.min(map[at]!, s, d, k);
    }
  }
}
