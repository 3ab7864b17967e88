import type { NodeOf } from '../../types.ts';
import { asMatrix, byImage, positions, type Rule } from '../rule.ts';

/** The mean over the positions; each of them gets an equal part of the gradient. */
export const globalAveragePool: Rule<NodeOf<'global_average_pool'>> = (node, scope) => {
  const { to } = scope;
  const area = positions(scope.shape(node.input));
  return {
    value: asMatrix(scope, to.mean(byImage(scope, scope.value(node.input)), [2])),
    pull(dy) {
      const part = to.constant(`part of ${area}`, [1, 1, area], () => new Float32Array(area).fill(1 / area));
      return { operands: [[node.input, asMatrix(scope, to.mul(byImage(scope, dy), part))]] };
    },
  };
};
