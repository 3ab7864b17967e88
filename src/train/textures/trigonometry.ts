/**
 * Sine and angle from additions, products, quotients and square roots only. IEEE 754 defines these to the bit,
 * whereas Math.sin and Math.atan2 can differ between engines. So an image has the same bytes everywhere.
 */

/** sin(2 pi turns), absolute error below 1e-11. */
export function sine(turns: number): number {
  let t = turns - Math.round(turns);
  if (t > 0.25) t = 0.5 - t;
  if (t < -0.25) t = -0.5 - t;
  const x = t * 6.283185307179586;
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 2; n <= 16; n += 2) {
    term *= -square / (n * (n + 1));
    sum += term;
  }
  return sum;
}

/** cos(2 pi turns). */
export function cosine(turns: number): number {
  return sine(turns + 0.25);
}

/** Direction of (x, y) in turns, on (-0.5, 0.5]; 0 for the origin. Absolute error below 1e-10. */
export function angle(y: number, x: number): number {
  const [u, v] = [Math.abs(x), Math.abs(y)];
  if (u === 0 && v === 0) return 0;
  const first = arctangent(Math.min(u, v) / Math.max(u, v)) / 6.283185307179586;
  const quadrant = v > u ? 0.25 - first : first;
  const half = x < 0 ? 0.5 - quadrant : quadrant;
  return y < 0 ? -half : half;
}

/** Returns atan(z) for 0 to 1: halves the angle twice, atan(z) = 2 atan(z / (1 + sqrt(1 + z z))), and sums the series. */
function arctangent(z: number): number {
  let w = z;
  for (let i = 0; i < 2; i++) w = w / (1 + Math.sqrt(1 + w * w));
  const square = w * w;
  let power = w;
  let sum = w;
  for (let n = 3; n <= 15; n += 2) {
    power *= -square;
    sum += power / n;
  }
  return 4 * sum;
}
