/** Below this mean, summing the probabilities one by one is faster than rejection. */
const SMALL = 12;

/**
 * Draws a Poisson number, exact at every mean: by inversion for small means, else by transformed rejection (Hörmann,
 * "The transformed rejection method for generating Poisson random variables", 1993, algorithm PTRS).
 * `uniform` returns numbers on (0, 1).
 * @throws RangeError for a mean that is negative, infinite or not a number
 */
export function poisson(mean: number, uniform: () => number): number {
  if (!(mean >= 0 && mean < 2 ** 53))
    throw new RangeError(`a Poisson mean must be from 0 to 2^53, not ${mean}`);
  if (mean === 0) return 0;
  return mean < SMALL ? byInversion(mean, uniform()) : byRejection(mean, uniform);
}

/** Returns the smallest k whose cumulative probability reaches u. */
function byInversion(mean: number, u: number): number {
  let probability = Math.exp(-mean);
  let total = probability;
  let k = 0;
  // Once the terms fall below one unit in the last place, the sum no longer grows and k is as large as u can tell.
  while (total < u && probability > 1e-300) {
    k++;
    probability *= mean / k;
    total += probability;
  }
  return k;
}

function byRejection(mean: number, uniform: () => number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const accept = 0.9277 - 3.6224 / (b - 2);
  const logMean = Math.log(mean);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const distance = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= accept) return k;
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    if (
      Math.log((v * inverseAlpha) / (a / (distance * distance) + b)) <=
      k * logMean - mean - logFactorial(k)
    )
      return k;
  }
}

/** Returns ln(k!) to double precision (Stirling's series from 16 on, a product below). */
export function logFactorial(k: number): number {
  if (k < 16) {
    let product = 1;
    for (let i = 2; i <= k; i++) product *= i;
    return Math.log(product);
  }
  const x = k + 1;
  const i = 1 / x;
  const i2 = i * i;
  const series = i * (1 / 12 - i2 * (1 / 360 - i2 * (1 / 1260 - i2 * (1 / 1680 - i2 / 1188))));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
