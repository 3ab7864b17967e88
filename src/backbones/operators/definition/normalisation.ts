import type { Calculus, Tensor } from './calculus.ts';
import type { Parameter } from './tensors.ts';
import { integers, scalar, type TfjsNodes, vector } from './tfjs.ts';

/** The parts of a normalisation in a program: its result is centred * inverse. */
export interface Normalised {
  readonly mean: Tensor;
  /** Population variance. */
  readonly variance: Tensor;
  readonly centred: Tensor;
  /** 1 / sqrt(variance + epsilon). */
  readonly inverse: Tensor;
}

/** Normalises x over some axes. */
export function normalised(x: Tensor, axes: readonly number[], epsilon: number, to: Calculus): Normalised {
  const mean = to.mean(x, axes);
  const centred = to.sub(x, mean);
  const variance = to.mean(to.mul(centred, centred), axes);
  const deviation = to.unary('sqrt', to.add(variance, to.number(epsilon)));
  return { mean, variance, centred, inverse: to.unary('reciprocal', deviation) };
}

/** Turns a gradient g of the normalised values into one of x: (g - mean(g) - xhat mean(g xhat)) / sigma. */
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

/** Gradients of a norm's weight and bias, as far as it has them; `unit` is the normalised matrix [C, N * P]. */
export function affineGradients(
  dy: Tensor,
  unit: Tensor,
  { weight, bias }: { readonly weight?: Parameter; readonly bias?: Parameter },
  to: Calculus,
): [Parameter, Tensor][] {
  const gradients: [Parameter, Tensor][] = [];
  if (weight) gradients.push([weight, to.reshape(to.sum(to.mul(dy, unit), [1]), weight.shape)]);
  if (bias) gradients.push([bias, to.reshape(to.sum(dy, [1]), bias.shape)]);
  return gradients;
}

/** Writes x - mean and 1 / sqrt(variance + epsilon) for tfjs; means are taken over one list of axes after the other. */
export function standardizeTfjs(
  name: string,
  x: string,
  axes: readonly (readonly number[])[],
  epsilon: number,
  to: TfjsNodes,
): { centred: string; factor: string } {
  const mean = (what: string, value: string) =>
    axes.reduce(
      (partial, list) =>
        to.node('Mean', `${name}.${what}`, [partial, integers(list, to)], { keep_dims: { bool: true } }),
      value,
    );
  const centred = to.node('Sub', `${name}.centred`, [x, mean('mean', x)]);
  const variance = mean('variance', to.node('Square', `${name}.squares`, [centred]));
  const raised = to.node('AddV2', `${name}.raised`, [variance, scalar(epsilon, to)]);
  return { centred, factor: to.node('Rsqrt', `${name}.factor`, [raised]) };
}

/** Writes a norm's weight and bias for tfjs, as far as it has them. */
export function affineTfjs(
  node: { readonly name: string; readonly weight?: Parameter; readonly bias?: Parameter },
  normed: string,
  to: TfjsNodes,
): string {
  let result = normed;
  if (node.weight) result = to.node('Mul', `${node.name}.scaled`, [result, vector(node.weight, to)]);
  if (node.bias) result = to.node('AddV2', node.name, [result, vector(node.bias, to)]);
  return result;
}
