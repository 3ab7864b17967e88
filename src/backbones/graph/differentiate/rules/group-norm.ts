import type { NodeOf, Parameter } from '../../types.ts';
import type { Tensor } from '../program.ts';
import { asMatrix, column, positions, type Rule } from '../rule.ts';
import { normalised, pullNormalised } from './normalised.ts';

/** Over a group's channels and all positions of an image: axes 1 and 3 of [groups, C / groups, N, P]. */
export const groupNorm: Rule<NodeOf<'group_norm'>> = (node, scope) => {
  const { to, batch } = scope;
  const { weight, bias, groups } = node;
  const channels = node.shape[1] as number;
  const parts = [groups, channels / groups, batch, positions(node.shape)];
  const norm = normalised(to.reshape(scope.value(node.input), parts), [1, 3], node.epsilon, to);
  const unit = to.mul(norm.centred, norm.inverse);
  const matrix = asMatrix(scope, unit, channels);
  const scaled = weight ? to.mul(matrix, column(scope, weight)) : matrix;
  return {
    value: bias ? to.add(scaled, column(scope, bias)) : scaled,
    pull(dy) {
      const inner = to.reshape(weight ? to.mul(dy, column(scope, weight)) : dy, parts);
      const parameters: [Parameter, Tensor][] = [];
      if (weight) parameters.push([weight, to.reshape(to.sum(to.mul(dy, matrix), [1]), weight.shape)]);
      if (bias) parameters.push([bias, to.reshape(to.sum(dy, [1]), bias.shape)]);
      const gradient = asMatrix(scope, pullNormalised(inner, unit, norm, [1, 3], to), channels);
      return { operands: [[node.input, gradient]], parameters };
    },
  };
};
