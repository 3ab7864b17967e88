import { standardised } from './definition/evaluation.ts';
import { column } from './definition/gradient.ts';
import {
  affineGradients,
  affineTfjs,
  normalised,
  pullNormalised,
  standardizeTfjs,
} from './definition/normalisation.ts';
import type { OnnxNodes } from './definition/onnx.ts';
import { operator, type Placed, type Value } from './definition/operator.ts';
import { type Parameter, perChannelShape, type ValueId } from './definition/tensors.ts';

export interface LayerNorm {
  readonly op: 'layer_norm';
  readonly input: ValueId;
  readonly weight?: Parameter;
  readonly bias?: Parameter;
  readonly epsilon: number;
}

export const layerNorm = operator<LayerNorm>()({
  op: 'layer_norm',
  summary: 'normalisation over the channels at each position, population variance',
  operands: ['input'],
  parameters: ['weight', 'bias'],
  build: (to) => ({
    layerNorm(name: string, x: Value, { epsilon }: { readonly epsilon: number }): Value {
      return to.scope(name, () => {
        const weight = to.parameter('weight', [x.shape[1] as number]);
        const bias = to.parameter('bias', [x.shape[1] as number]);
        return to.add('', { op: 'layer_norm', input: x.id, weight, bias, epsilon });
      });
    },
  }),
  shape: (node, shapeOf, fail) => perChannelShape(shapeOf(node.input), node.weight, fail),
  macs: 0,
  evaluate(node, { value, tensor }) {
    const x = value(node.input);
    const [weight, bias] = [node.weight && tensor(node.weight), node.bias && tensor(node.bias)];
    return (n, c, row, column) => {
      const channels = Array.from({ length: node.shape[1] as number }, (_, i) => x(n, i, row, column));
      return standardised(channels[c]!, channels, node.epsilon) * (weight?.[c] ?? 1) + (bias?.[c] ?? 0);
    };
  },
  onnx: {
    /** LayerNormalization works on the last axis: a map is transposed to [N, H, W, C] and back. */
    best(node, operands, to) {
      const x = operands.name(node.input);
      if (node.shape.length === 2) return normalize(node, x, to);
      const last = to.node('Transpose', `${node.name}.channels_last`, [x], { perm: { ints: [0, 2, 3, 1] } });
      const normed = normalize(node, last, to);
      return to.node('Transpose', `${node.name}.channels_first`, [normed], { perm: { ints: [0, 3, 1, 2] } });
    },
    plain: (node, operands, to) =>
      node.shape.length === 2
        ? normalize(node, operands.name(node.input), to)
        : { last: normalize(node, operands.last(node.input), to) },
  },
  tfjs: {
    write(node, operands, to) {
      const { centred, factor } = standardizeTfjs(
        node.name,
        operands.name(node.input),
        [[-1]],
        node.epsilon,
        to,
      );
      return affineTfjs(node, to.node('Mul', `${node.name}.normed`, [centred, factor]), to);
    },
  },
  /** Over the channels at each position: down the columns of the matrix. */
  gradient(node, scope) {
    const { to } = scope;
    const { weight, bias } = node;
    const norm = normalised(scope.value(node.input), [0], node.epsilon, to);
    const unit = to.mul(norm.centred, norm.inverse);
    const scaled = weight ? to.mul(unit, column(scope, weight)) : unit;
    return {
      value: bias ? to.add(scaled, column(scope, bias)) : scaled,
      pull(dy) {
        const inner = weight ? to.mul(dy, column(scope, weight)) : dy;
        const parameters = affineGradients(dy, unit, node, to);
        return { operands: [[node.input, pullNormalised(inner, unit, norm, [0], to)]], parameters };
      },
    };
  },
});

/** One node over the last axis. */
function normalize(node: Placed<LayerNorm>, x: string, to: OnnxNodes): string {
  const channels = node.shape[1] as number;
  const weight = node.weight
    ? to.parameter(node.weight)
    : to.constant(new Float32Array(channels).fill(1), [channels]);
  const inputs = [x, weight, ...(node.bias ? [to.parameter(node.bias)] : [])];
  const attributes = { axis: { int: -1 }, epsilon: { float: node.epsilon } };
  return to.node('LayerNormalization', node.name, inputs, attributes);
}
