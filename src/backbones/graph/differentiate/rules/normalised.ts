import type { Calculus } from '../calculus.ts';
import type { Tensor } from '../program.ts';

export interface Normalised {
  readonly mean: Tensor;
  /** Population variance. */
  readonly variance: Tensor;
  readonly centred: Tensor;
  /** 1 / sqrt(variance + epsilon). */
  readonly inverse: Tensor;
}

/** The parts of a normalisation over some axes: its result is centred * inverse. */
export function normalised(x: Tensor, axes: readonly number[], epsilon: number, to: Calculus): Normalised {
  const mean = to.mean(x, axes);
  const centred = to.sub(x, mean);
  const variance = to.mean(to.mul(centred, centred), axes);
  const deviation = to.unary('sqrt', to.add(variance, to.number(epsilon)));
  return { mean, variance, centred, inverse: to.unary('reciprocal', deviation) };
}

/** From a gradient of the normalised values to one of x: (g - mean(g) - xhat mean(g xhat)) / sigma. */
export function pullNormalised(
  gradient: Tensor,
  unit: Tensor,
  { inverse }: Normalised,
  axes: readonly number[],
  to: Calculus,
): Tensor {
  const along = to.mul(unit, to.mean(to.mul(gradient, unit), axes));
  return to.mul(to.sub(to.sub(gradient, to.mean(gradient, axes)), along), inverse);
}
