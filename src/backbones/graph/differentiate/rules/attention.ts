import type { NodeOf, ValueId } from '../../types.ts';
import type { Tensor } from '../program.ts';
import { asMatrix, positions, type Rule } from '../rule.ts';

/**
 * S = scale Q^T K + bias, A = softmax(S), Y = V A^T for every head and image, with Q, K, V [heads, N, d, P].
 * Backwards: dV = dY A, dA = dY^T V, dS = A (dA - sum(dA A)), dQ = scale K dS^T, dK = scale Q dS.
 */
export const attention: Rule<NodeOf<'attention'>> = (node, scope) => {
  const { to, batch } = scope;
  const { heads } = node;
  const channels = node.shape[1] as number;
  const width = channels / heads;
  const exchange = [0, 2, 1, 3];
  const swap = (x: Tensor): Tensor => to.transpose(x, [0, 1, 3, 2]);
  const split = (matrix: Tensor): Tensor =>
    to.transpose(to.reshape(matrix, [heads, width, batch, (matrix.dims[1] as number) / batch]), exchange);
  const join = (x: Tensor): Tensor => asMatrix(scope, to.transpose(x, exchange), channels);

  const [q, k, v] = [node.query, node.key, node.value].map((id: ValueId) => split(scope.value(id))) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const factor = to.number(node.scale);
  let scores = to.mul(to.matmul(swap(q), k), factor);
  const [queries, keys] = [positions(node.shape), positions(scope.shape(node.key))];
  const { bias } = node;
  if (bias) scores = to.add(scores, to.reshape(scope.parameter(bias), [heads, 1, queries, keys]));
  const weights = to.softmax(scores);
  return {
    value: join(to.matmul(v, swap(weights))),
    pull(gradient) {
      const dy = split(gradient);
      const dWeights = to.matmul(swap(dy), v);
      const along = to.sum(to.mul(dWeights, weights), [3]);
      const dScores = to.mul(weights, to.sub(dWeights, along));
      const scaled = to.mul(dScores, factor);
      return {
        operands: [
          [node.query, join(to.matmul(k, swap(scaled)))],
          [node.key, join(to.matmul(q, scaled))],
          [node.value, join(to.matmul(dy, weights))],
        ],
        parameters: bias ? [[bias, to.reshape(to.sum(dScores, [1]), bias.shape)]] : [],
      };
    },
  };
};
