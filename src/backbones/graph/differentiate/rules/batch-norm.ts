import type { NodeOf } from '../../types.ts';
import { column, type Rule } from '../rule.ts';
import { normalised } from './normalised.ts';

/**
 * In training mode a batch norm uses the batch's own mean and (biased) variance, and tells both for the
 * running statistics. Ioffe and Szegedy, arXiv 1502.03167.
 */
export const batchNorm: Rule<NodeOf<'batch_norm'>> = (node, scope) => {
  const { to } = scope;
  const x = scope.value(node.input);
  const samples = x.dims[1] as number;
  const norm = normalised(x, [1], node.epsilon, to);
  scope.statistics({ node, mean: norm.mean, variance: norm.variance, samples });
  const weight = column(scope, node.weight);
  const scaled = to.mul(norm.centred, to.mul(norm.inverse, weight));
  return {
    value: to.add(scaled, column(scope, node.bias)),
    pull(dy) {
      const total = to.sum(dy, [1]);
      const along = to.mul(to.sum(to.mul(dy, norm.centred), [1]), norm.inverse);
      const one = to.number(1 / samples);
      // gamma / sigma (dy - mean(dy) - xhat mean(dy xhat)), with the factors of a channel joined first.
      const bend = to.mul(along, to.mul(norm.inverse, one));
      const inner = to.sub(to.sub(dy, to.mul(total, one)), to.mul(norm.centred, bend));
      return {
        operands: [[node.input, to.mul(inner, to.mul(norm.inverse, weight))]],
        parameters: [
          [node.weight, to.reshape(along, node.weight.shape)],
          [node.bias, to.reshape(total, node.bias.shape)],
        ],
      };
    },
  };
};
