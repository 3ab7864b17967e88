import { channelwise } from './definition/gradient.ts';
import { perChannel } from './definition/onnx.ts';
import { operator, type Value } from './definition/operator.ts';
import { type Parameter, perChannelShape, type Shape, type ValueId } from './definition/tensors.ts';
import { vector } from './definition/tfjs.ts';

export interface Scale {
  readonly op: 'scale';
  readonly input: ValueId;
  /** C elements, in any shape. */
  readonly weight: Parameter;
}

export const scale = operator<Scale>()({
  op: 'scale',
  summary: 'multiplication by one factor per channel',
  operands: ['input'],
  parameters: ['weight'],
  build: (to) => ({
    /** Multiplies by the learnable tensor `name` of the given shape, which has one factor per channel. */
    scale: (name: string, x: Value, shape: Shape): Value =>
      to.add(name, { op: 'scale', input: x.id, weight: to.parameter(name, shape) }),
  }),
  shape: (node, shapeOf, fail) => perChannelShape(shapeOf(node.input), node.weight, fail),
  macs: 0,
  evaluate(node, { value, tensor }) {
    const [x, weight] = [value(node.input), tensor(node.weight)];
    return (n, c, row, column) => x(n, c, row, column) * weight[c]!;
  },
  onnx: {
    best: (node, operands, to) =>
      to.node('Mul', node.name, [
        operands.name(node.input),
        to.parameter(node.weight, perChannel(node.shape)),
      ]),
    channelsLast: (node, operands, to) =>
      to.node('Mul', node.name, [
        operands.last(node.input),
        to.parameter(node.weight, [node.shape[1] as number]),
      ]),
  },
  tfjs: {
    write: (node, operands, to) =>
      to.node('Mul', node.name, [operands.name(node.input), vector(node.weight, to)]),
  },
  gradient: (node, scope) => channelwise(node.input, node.weight, undefined, scope),
});
