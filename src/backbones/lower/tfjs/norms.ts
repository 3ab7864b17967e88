import type { NodeOf } from '../../graph/index.ts';
import { integers, scalar, vector } from './operations.ts';
import type { TfjsWriter } from './writer.ts';

/** Over the channels, which are the last axis. */
export function layerNorm(node: NodeOf<'layer_norm'>, x: string, to: TfjsWriter): string {
  const { name } = node;
  const { centred, factor } = standardize(name, x, [[-1]], node.epsilon, to);
  const normed = to.node('Mul', `${name}.normed`, [centred, factor]);
  return affine(node, normed, to);
}

/**
 * Over each group of channels and all positions. A mean over so many elements is taken in two steps, first
 * over the channels: the backends add up in float32, one after the other.
 */
export function groupNorm(node: NodeOf<'group_norm'>, x: string, to: TfjsWriter): string {
  const { name, groups, epsilon } = node;
  const [, channels, height, width] = node.shape as [number, number, number, number];
  if (groups === 1) {
    const { centred, factor } = standardize(name, x, [[-1], [1, 2]], epsilon, to);
    // The factors have one position, so the weight goes into them and not into the map.
    const factors = node.weight
      ? to.node('Mul', `${name}.factors`, [factor, vector(node.weight, to)])
      : factor;
    const normed = to.node('Mul', `${name}.normed`, [centred, factors]);
    return node.bias ? to.node('AddV2', name, [normed, vector(node.bias, to)]) : normed;
  }
  const split = integers([-1, height * width, groups, channels / groups], to);
  const grouped = to.node('Reshape', `${name}.group`, [x, split]);
  const { centred, factor } = standardize(name, grouped, [[-1], [1]], epsilon, to);
  const normed = to.node('Mul', `${name}.normed`, [centred, factor]);
  const whole = to.node('Reshape', `${name}.ungroup`, [normed, integers([-1, height, width, channels], to)]);
  return affine(node, whole, to);
}

/** x - mean and 1 / sqrt(variance + epsilon), the means taken over one list of axes after the other. */
function standardize(
  name: string,
  x: string,
  axes: readonly (readonly number[])[],
  epsilon: number,
  to: TfjsWriter,
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

function affine(node: NodeOf<'layer_norm' | 'group_norm'>, normed: string, to: TfjsWriter): string {
  let result = normed;
  if (node.weight) result = to.node('Mul', `${node.name}.scaled`, [result, vector(node.weight, to)]);
  if (node.bias) result = to.node('AddV2', node.name, [result, vector(node.bias, to)]);
  return result;
}
