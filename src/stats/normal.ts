/**
 * Evaluates the standard normal distribution function by a series for |x| < 3 and by Laplace's continued fraction
 * beyond; absolute error below 1e-14.
 */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  const tail = z < 3 ? 0.5 - middle(z) : density(z) / continued(z);
  return x > 0 ? 1 - tail : tail;
}

/**
 * Computes the standard normal quantile at p in (0, 1) by Newton's method on `normalCdf`, starting from the rational
 * approximation 26.2.23 of Abramowitz and Stegun (error 4.5e-4).
 *
 * @throws RangeError for other p
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normal quantile at ${p}: p must be in (0, 1)`);
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1) - t;
  for (let step = 0; step < 4; step++) x -= (normalCdf(x) - p) / density(x);
  return x;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(z) − 1/2 by its Taylor-like series z·φ(z)·Σ z^2k/(1·3·5…(2k+1)). */
function middle(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return sum * density(z);
}

/** Laplace's continued fraction of the inverse Mills ratio: z + 1/(z + 2/(z + 3/(z + …))). */
function continued(z: number): number {
  let value = z;
  for (let k = 200; k > 0; k--) value = z + k / value;
  return value;
}
