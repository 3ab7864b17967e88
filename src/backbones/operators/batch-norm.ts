import { column } from './definition/gradient.ts';
import { normalised } from './definition/normalisation.ts';
import { operator, type Value } from './definition/operator.ts';
import { type Parameter, perChannelShape, type ValueId } from './definition/tensors.ts';
import { vector } from './definition/tfjs.ts';

export interface BatchNorm {
  readonly op: 'batch_norm';
  readonly input: ValueId;
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly mean: Parameter;
  readonly variance: Parameter;
  readonly epsilon: number;
}

export const batchNorm = operator<BatchNorm>()({
  op: 'batch_norm',
  summary: '(x - mean) / sqrt(variance + epsilon) * weight + bias per channel, with stored statistics',
  operands: ['input'],
  parameters: ['weight', 'bias', 'mean', 'variance'],
  build: (to) => ({
    batchNorm(name: string, x: Value, { epsilon = 1e-5 }: { readonly epsilon?: number } = {}): Value {
      return to.scope(name, () => {
        const shape = [x.shape[1] as number];
        const weight = to.parameter('weight', shape);
        const bias = to.parameter('bias', shape);
        const mean = to.parameter('running_mean', shape, 'statistic');
        const variance = to.parameter('running_var', shape, 'statistic');
        to.parameter('num_batches_tracked', [], 'counter');
        return to.add('', { op: 'batch_norm', input: x.id, weight, bias, mean, variance, epsilon });
      });
    },
  }),
  shape: (node, shapeOf, fail) => perChannelShape(shapeOf(node.input), node.weight, fail),
  macs: 0,
  evaluate(node, { value, tensor }) {
    const x = value(node.input);
    const [weight, bias, mean, variance] = [node.weight, node.bias, node.mean, node.variance].map(tensor);
    return (n, c, row, column) =>
      ((x(n, c, row, column) - mean![c]!) / Math.sqrt(variance![c]! + node.epsilon)) * weight![c]! +
      bias![c]!;
  },
  onnx: {
    best(node, operands, to) {
      const tensors = [node.weight, node.bias, node.mean, node.variance].map((tensor) =>
        to.parameter(tensor),
      );
      return to.node('BatchNormalization', node.name, [operands.name(node.input), ...tensors], {
        epsilon: { float: node.epsilon },
      });
    },
  },
  tfjs: {
    write(node, operands, to) {
      const tensors = [node.weight, node.bias, node.mean, node.variance].map((tensor) => vector(tensor, to));
      return to.node('FusedBatchNormV3', node.name, [operands.name(node.input), ...tensors], {
        epsilon: { float: node.epsilon },
        data_format: { string: 'NHWC' },
        is_training: { bool: false },
      });
    },
  },
  /**
   * In training mode a batch norm uses the batch's own mean and (biased) variance, and reports both for the
   * running statistics. Ioffe and Szegedy, arXiv 1502.03167.
   */
  gradient(node, scope) {
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
        const sum = to.sum(dy, [1]);
        const along = to.mul(to.sum(to.mul(dy, norm.centred), [1]), norm.inverse);
        const share = to.number(1 / samples);
        // gamma / sigma (dy - mean(dy) - xhat mean(dy xhat)), with the factors of a channel joined first.
        const slope = to.mul(along, to.mul(norm.inverse, share));
        const inner = to.sub(to.sub(dy, to.mul(sum, share)), to.mul(norm.centred, slope));
        return {
          operands: [[node.input, to.mul(inner, to.mul(norm.inverse, weight))]],
          parameters: [
            [node.weight, to.reshape(along, node.weight.shape)],
            [node.bias, to.reshape(sum, node.bias.shape)],
          ],
        };
      },
    };
  },
});
