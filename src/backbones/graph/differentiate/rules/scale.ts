import type { NodeOf } from '../../types.ts';
import { column, type Rule } from '../rule.ts';

export const scale: Rule<NodeOf<'scale'>> = (node, scope) => {
  const { to } = scope;
  const x = scope.value(node.input);
  const factors = column(scope, node.weight);
  return {
    value: to.mul(x, factors),
    pull: (dy) => ({
      operands: [[node.input, to.mul(dy, factors)]],
      parameters: [[node.weight, to.reshape(to.sum(to.mul(dy, x), [1]), node.weight.shape)]],
    }),
  };
};
