import type { NodeOf, Parameter } from '../../types.ts';
import type { Tensor } from '../program.ts';
import { column, type Rule } from '../rule.ts';
import { normalised, pullNormalised } from './normalised.ts';

/** Over the channels at each position: down the columns of the matrix. */
export const layerNorm: Rule<NodeOf<'layer_norm'>> = (node, scope) => {
  const { to } = scope;
  const { weight, bias } = node;
  const norm = normalised(scope.value(node.input), [0], node.epsilon, to);
  const unit = to.mul(norm.centred, norm.inverse);
  const scaled = weight ? to.mul(unit, column(scope, weight)) : unit;
  return {
    value: bias ? to.add(scaled, column(scope, bias)) : scaled,
    pull(dy) {
      const inner = weight ? to.mul(dy, column(scope, weight)) : dy;
      const parameters: [Parameter, Tensor][] = [];
      if (weight) parameters.push([weight, to.reshape(to.sum(to.mul(dy, unit), [1]), weight.shape)]);
      if (bias) parameters.push([bias, to.reshape(to.sum(dy, [1]), bias.shape)]);
      return { operands: [[node.input, pullNormalised(inner, unit, norm, [0], to)]], parameters };
    },
  };
};
