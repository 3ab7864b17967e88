import { standardised } from './definition/evaluation.ts';
import { asMatrix, column } from './definition/gradient.ts';
import {
  affineGradients,
  affineTfjs,
  normalised,
  pullNormalised,
  standardizeTfjs,
} from './definition/normalisation.ts';
import { perChannel, sizes } from './definition/onnx.ts';
import { operator, type Value } from './definition/operator.ts';
import { type Parameter, perChannelShape, positions, type ValueId } from './definition/tensors.ts';
import { integers, vector } from './definition/tfjs.ts';

export interface GroupNorm {
  readonly op: 'group_norm';
  readonly input: ValueId;
  readonly weight?: Parameter;
  readonly bias?: Parameter;
  readonly groups: number;
  readonly epsilon: number;
}

export const groupNorm = operator<GroupNorm>()({
  op: 'group_norm',
  summary: 'normalisation over each group of channels and all positions together, population variance',
  operands: ['input'],
  parameters: ['weight', 'bias'],
  build: (to) => ({
    groupNorm(name: string, x: Value, options: { readonly groups: number; readonly epsilon: number }): Value {
      return to.scope(name, () => {
        const weight = to.parameter('weight', [x.shape[1] as number]);
        const bias = to.parameter('bias', [x.shape[1] as number]);
        return to.add('', { op: 'group_norm', input: x.id, weight, bias, ...options });
      });
    },
  }),
  shape(node, shapeOf, fail) {
    const shape = perChannelShape(shapeOf(node.input), node.weight, fail);
    if ((shape[1] as number) % node.groups !== 0)
      fail(`${shape[1]} channels do not divide into ${node.groups} groups`);
    return shape;
  },
  macs: 0,
  evaluate(node, { value, tensor }) {
    const x = value(node.input);
    const [weight, bias] = [node.weight && tensor(node.weight), node.bias && tensor(node.bias)];
    const [, channels, height, width] = node.shape as [number, number, number, number];
    const each = channels / node.groups;
    return (n, c, row, column) => {
      const first = Math.floor(c / each) * each;
      const group = Array.from({ length: each * height * width }, (_, i) =>
        x(n, first + Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width),
      );
      const unit = standardised(x(n, c, row, column), group, node.epsilon);
      return unit * (weight?.[c] ?? 1) + (bias?.[c] ?? 0);
    };
  },
  onnx: {
    /**
     * onnxruntime runs GroupNormalization on the CPU as some thirty nodes; an InstanceNormalization over
     * [N, groups, rest] is one.
     */
    best(node, operands, to) {
      const { name, groups, shape } = node;
      const grouped = to.node('Reshape', `${name}.group`, [
        operands.name(node.input),
        sizes(to, [0, groups, -1]),
      ]);
      const [ones, zeros] = [1, 0].map((value) =>
        to.constant(new Float32Array(groups).fill(value), [groups]),
      );
      const normed = to.node('InstanceNormalization', name, [grouped, ones as string, zeros as string], {
        epsilon: { float: node.epsilon },
      });
      let result = to.node('Reshape', `${name}.ungroup`, [normed, sizes(to, [0, ...shape.slice(1)])]);
      if (node.weight)
        result = to.node('Mul', `${name}.weight`, [result, to.parameter(node.weight, perChannel(shape))]);
      if (node.bias)
        result = to.node('Add', `${name}.bias`, [result, to.parameter(node.bias, perChannel(shape))]);
      return result;
    },
  },
  tfjs: {
    /**
     * A mean over so many elements is taken in two steps, over the channels first: the backends add up in
     * float32, one element after the other.
     */
    write(node, operands, to) {
      const { name, groups, epsilon } = node;
      const x = operands.name(node.input);
      const [, channels, height, width] = node.shape as [number, number, number, number];
      if (groups === 1) {
        const { centred, factor } = standardizeTfjs(name, x, [[-1], [1, 2]], epsilon, to);
        // The factors have one position, so the weight is multiplied into them rather than into the map.
        const factors = node.weight
          ? to.node('Mul', `${name}.factors`, [factor, vector(node.weight, to)])
          : factor;
        const normed = to.node('Mul', `${name}.normed`, [centred, factors]);
        return node.bias ? to.node('AddV2', name, [normed, vector(node.bias, to)]) : normed;
      }
      const split = integers([-1, height * width, groups, channels / groups], to);
      const grouped = to.node('Reshape', `${name}.group`, [x, split]);
      const { centred, factor } = standardizeTfjs(name, grouped, [[-1], [1]], epsilon, to);
      const normed = to.node('Mul', `${name}.normed`, [centred, factor]);
      const whole = integers([-1, height, width, channels], to);
      return affineTfjs(node, to.node('Reshape', `${name}.ungroup`, [normed, whole]), to);
    },
  },
  /** Over a group's channels and all positions of an image: axes 1 and 3 of [groups, C / groups, N, P]. */
  gradient(node, scope) {
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
        const parameters = affineGradients(dy, matrix, node, to);
        const gradient = asMatrix(scope, pullNormalised(inner, unit, norm, [1, 3], to), channels);
        return { operands: [[node.input, gradient]], parameters };
      },
    };
  },
});
