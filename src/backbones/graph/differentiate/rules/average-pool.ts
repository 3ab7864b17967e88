import type { NodeOf } from '../../types.ts';
import { asMatrix, positions, type Rule } from '../rule.ts';
import { averaging } from './placement.ts';

/** A window mean is one fixed matrix over the positions, the same for every channel and image. */
export const averagePool: Rule<NodeOf<'average_pool'>> = (node, scope) => {
  const { to, batch } = scope;
  const channels = node.shape[1] as number;
  const from = scope.shape(node.input);
  const mean = averaging(node, from, scope);
  const x = to.reshape(scope.value(node.input), [channels * batch, positions(from)]);
  return {
    value: asMatrix(scope, to.gemm(x, mean), channels),
    pull(dy) {
      const gradient = to.reshape(dy, [channels * batch, positions(node.shape)]);
      return { operands: [[node.input, asMatrix(scope, to.gemm(gradient, mean, { b: true }), channels)]] };
    },
  };
};
