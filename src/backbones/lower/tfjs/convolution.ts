import type { NodeOf, Padding } from '../../graph/index.ts';
import { convolutionFilter, depthwiseFilter, matrix } from './layout.ts';
import { integers, type Operands, vector } from './operations.ts';
import type { Attribute, TfjsWriter } from './writer.ts';

/**
 * A convolution, with its bias and activation where it has them: tfjs knows full and depthwise ones; any
 * other grouping is one convolution a group.
 */
export function convolution(node: NodeOf<'conv'>, operands: Operands, to: TfjsWriter): string {
  const x = operands.name(node.input);
  const channels = operands.shape(node.input)[1] as number;
  const activation = operands.activation(node.id);
  const name = activation?.name ?? node.name;
  const attributes = {
    strides: { ints: [1, ...node.stride, 1] },
    dilations: { ints: [1, 1, 1, 1] },
    data_format: { string: 'NHWC' },
    ...padding(node.padding),
  };
  if (node.groups === channels) {
    const filter = to.parameter(node.weight, 'depthwise', (values) =>
      depthwiseFilter(values, node.weight.shape, channels),
    );
    if (!node.bias) return to.node('DepthwiseConv2dNative', name, [x, filter], attributes);
    const fused = { ...attributes, ...fusedOps(activation) };
    return to.node('FusedDepthwiseConv2dNative', name, [x, filter, vector(node.bias, to)], fused);
  }
  if (node.groups === 1) {
    const filter = to.parameter(node.weight, 'filter', (values) =>
      convolutionFilter(values, node.weight.shape),
    );
    if (!node.bias) return to.node('Conv2D', name, [x, filter], attributes);
    const fused = { ...attributes, ...fusedOps(activation) };
    return to.node('_FusedConv2D', name, [x, filter, vector(node.bias, to)], fused);
  }
  return grouped(node, x, channels, name, operands, attributes, to);
}

/** y = W x + b: a matrix product for a vector, a 1x1 convolution for a map. */
export function linear(node: NodeOf<'linear'>, operands: Operands, to: TfjsWriter): string {
  const x = operands.name(node.input);
  const activation = operands.activation(node.id);
  const name = activation?.name ?? node.name;
  if (node.shape.length === 2) {
    const weight = to.parameter(node.weight, 'matrix', (values) => matrix(values, node.weight.shape));
    if (!node.bias) return to.node('MatMul', name, [x, weight]);
    return to.node('_FusedMatMul', name, [x, weight, vector(node.bias, to)], fusedOps(activation));
  }
  const filter = to.parameter(node.weight, 'filter', (values) =>
    convolutionFilter(values, [...node.weight.shape, 1, 1]),
  );
  const attributes = {
    strides: { ints: [1, 1, 1, 1] },
    dilations: { ints: [1, 1, 1, 1] },
    data_format: { string: 'NHWC' },
    padding: { string: 'VALID' },
  };
  if (!node.bias) return to.node('Conv2D', name, [x, filter], attributes);
  const fused = { ...attributes, ...fusedOps(activation) };
  return to.node('_FusedConv2D', name, [x, filter, vector(node.bias, to)], fused);
}

function grouped(
  node: NodeOf<'conv'>,
  x: string,
  channels: number,
  name: string,
  operands: Operands,
  attributes: Readonly<Record<string, Attribute>>,
  to: TfjsWriter,
): string {
  const { groups, weight, bias } = node;
  const [outputs, inputs, height, width] = weight.shape as [number, number, number, number];
  const each = outputs / groups;
  const activation = operands.activation(node.id);
  const parts = Array.from({ length: groups }, (_, group) => {
    const from = integers([0, 0, 0, (group * channels) / groups], to);
    const size = integers([-1, -1, -1, channels / groups], to);
    const part = to.node('Slice', `${name}.input_${group}`, [x, from, size]);
    const filter = to.parameter(weight, `filter ${group}`, (values) => {
      const elements = each * inputs * height * width;
      const own = values.subarray(group * elements, (group + 1) * elements);
      return convolutionFilter(own, [each, inputs, height, width]);
    });
    if (!bias) return to.node('Conv2D', `${name}.group_${group}`, [part, filter], attributes);
    const offsets = to.parameter(bias, `vector ${group}`, (values) => ({
      dims: [each],
      values: values.slice(group * each, (group + 1) * each),
    }));
    const fused = { ...attributes, ...fusedOps(activation) };
    return to.node('_FusedConv2D', `${name}.group_${group}`, [part, filter, offsets], fused);
  });
  const axis = to.constant(Int32Array.of(3), []);
  return to.node('ConcatV2', name, [...parts, axis], { N: { int: groups } });
}

function padding([top, left, bottom, right]: Padding): Record<string, Attribute> {
  if (top + left + bottom + right === 0) return { padding: { string: 'VALID' } };
  return {
    padding: { string: 'EXPLICIT' },
    explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] },
  };
}

/** The name of an activation in TensorFlow's fused operations. */
const FUSED = { relu: 'Relu', relu6: 'Relu6', sigmoid: 'Sigmoid' } as const;

function fusedOps(activation: NodeOf<'activation'> | undefined): Record<string, Attribute> {
  const behind = activation === undefined ? [] : [FUSED[activation.kind as keyof typeof FUSED]];
  return { fused_ops: { strings: ['BiasAdd', ...behind] }, num_args: { int: 1 } };
}
