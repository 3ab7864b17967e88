import type { NodeOf } from '../../types.ts';
import { asMatrix, byImage, positions, type Rule } from '../rule.ts';

export const multiply: Rule<NodeOf<'multiply'>> = (node, scope) => {
  const { to } = scope;
  // [C, N, P] and [C, N, P] or [C, N, 1].
  const [a, b] = [byImage(scope, scope.value(node.a)), byImage(scope, scope.value(node.b))];
  const isSpread = positions(scope.shape(node.b)) < positions(scope.shape(node.a));
  return {
    value: asMatrix(scope, to.mul(a, b)),
    pull(dy) {
      const gradient = byImage(scope, dy);
      const toB = to.mul(gradient, a);
      return {
        operands: [
          [node.a, asMatrix(scope, to.mul(gradient, b))],
          [node.b, asMatrix(scope, isSpread ? to.sum(toB, [2]) : toB)],
        ],
      };
    },
  };
};
