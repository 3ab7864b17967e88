import type { ActivationKind, Node, NodeOf, Shape, ValueId } from '../../graph/index.ts';
import type { OnnxWriter } from './writer.ts';

/** What emission knows of the values that nodes read. */
export interface Operands {
  /** ONNX name of a value as [N, C, ...]; a map that exists with the channels last is turned. */
  name(id: ValueId): string;
  /** ONNX name of a map as [N, H, W, C], turned if need be. */
  last(id: ValueId): string;
  /** True if the map exists with the channels last and not otherwise. */
  isLast(id: ValueId): boolean;
  shape(id: ValueId): Shape;
}

/** Name of a result; the channels of a map are last where `last` says so. */
export type Emitted = string | { readonly last: string };

/** Emits the ONNX nodes of one operation and returns its result. The input has a name already. */
export function emit(node: Exclude<Node, NodeOf<'input'>>, operands: Operands, to: OnnxWriter): Emitted {
  switch (node.op) {
    case 'conv':
      return conv(node, operands, to);
    case 'linear':
      return linear(node, operands, to);
    case 'batch_norm': {
      const tensors = [node.weight, node.bias, node.mean, node.variance].map((tensor) =>
        to.parameter(tensor),
      );
      return to.node('BatchNormalization', node.name, [operands.name(node.input), ...tensors], {
        epsilon: { float: node.epsilon },
      });
    }
    case 'layer_norm':
      return layerNorm(node, operands, to);
    case 'group_norm':
      return groupNorm(node, operands, to);
    case 'scale': {
      const factors = to.parameter(node.weight, broadcast(node.shape));
      return to.node('Mul', node.name, [operands.name(node.input), factors]);
    }
    case 'activation':
      return emitActivation(node.kind, node.name, operands.name(node.input), to);
    case 'average_pool':
      return to.node('AveragePool', node.name, [operands.name(node.input)], {
        kernel_shape: { ints: node.kernel },
        strides: { ints: node.stride },
        pads: { ints: node.padding },
        count_include_pad: { int: node.countPadding ? 1 : 0 },
      });
    case 'global_average_pool': {
      const pooled = to.node('GlobalAveragePool', node.name, [operands.name(node.input)]);
      return node.keepPositions
        ? pooled
        : to.node('Flatten', `${node.name}.flatten`, [pooled], { axis: { int: 1 } });
    }
    case 'sum':
      return sum(node, operands, to);
    case 'multiply':
      return to.node('Mul', node.name, [operands.name(node.a), operands.name(node.b)]);
    case 'slice': {
      const range = [node.start, node.end, 1].map((at) => to.constant(BigInt64Array.of(BigInt(at)), [1]));
      return to.node('Slice', node.name, [operands.name(node.input), ...range]);
    }
    case 'attention':
      return attention(node, operands, to);
  }
}

function conv(node: NodeOf<'conv'>, operands: Operands, to: OnnxWriter): string {
  const tensors = [to.parameter(node.weight), ...(node.bias ? [to.parameter(node.bias)] : [])];
  return to.node('Conv', node.name, [operands.name(node.input), ...tensors], {
    kernel_shape: { ints: node.kernel },
    strides: { ints: node.stride },
    pads: { ints: node.padding },
    group: { int: node.groups },
  });
}

/** A vector goes through Gemm, a map through a 1x1 convolution: that stays in the blocked layout. */
function linear(node: NodeOf<'linear'>, operands: Operands, to: OnnxWriter): string {
  const bias = node.bias ? [to.parameter(node.bias)] : [];
  const x = operands.name(node.input);
  if (node.shape.length === 2)
    return to.node('Gemm', node.name, [x, to.parameter(node.weight), ...bias], { transB: { int: 1 } });
  const weight = to.parameter(node.weight, [...node.weight.shape, 1, 1]);
  return to.node('Conv', node.name, [x, weight, ...bias], { kernel_shape: { ints: [1, 1] } });
}

/** LayerNormalization works on the last axis: a map is turned to [N, H, W, C] and back. */
function layerNorm(node: NodeOf<'layer_norm'>, operands: Operands, to: OnnxWriter): string {
  const channels = node.shape[1] as number;
  const weight = node.weight
    ? to.parameter(node.weight)
    : to.constant(new Float32Array(channels).fill(1), [channels]);
  const tensors = [weight, ...(node.bias ? [to.parameter(node.bias)] : [])];
  const attributes = { axis: { int: -1 }, epsilon: { float: node.epsilon } };
  const x = operands.name(node.input);
  if (node.shape.length === 2) return to.node('LayerNormalization', node.name, [x, ...tensors], attributes);
  const last = to.node('Transpose', `${node.name}.channels_last`, [x], { perm: { ints: [0, 2, 3, 1] } });
  const normed = to.node('LayerNormalization', node.name, [last, ...tensors], attributes);
  return to.node('Transpose', `${node.name}.channels_first`, [normed], { perm: { ints: [0, 3, 1, 2] } });
}

/**
 * onnxruntime answers GroupNormalization on the CPU with some thirty nodes; an InstanceNormalization over
 * [N, groups, rest] is one.
 */
function groupNorm(node: NodeOf<'group_norm'>, operands: Operands, to: OnnxWriter): string {
  const { name, groups, shape } = node;
  const grouped = to.node('Reshape', `${name}.group`, [
    operands.name(node.input),
    sizes(to, [0, groups, -1]),
  ]);
  const [ones, zeros] = [1, 0].map((value) => to.constant(new Float32Array(groups).fill(value), [groups]));
  const normed = to.node('InstanceNormalization', name, [grouped, ones as string, zeros as string], {
    epsilon: { float: node.epsilon },
  });
  let result = to.node('Reshape', `${name}.ungroup`, [normed, sizes(to, [0, ...shape.slice(1)])]);
  if (node.weight)
    result = to.node('Mul', `${name}.weight`, [result, to.parameter(node.weight, broadcast(shape))]);
  if (node.bias) result = to.node('Add', `${name}.bias`, [result, to.parameter(node.bias, broadcast(shape))]);
  return result;
}

export function emitActivation(kind: ActivationKind, name: string, x: string, to: OnnxWriter): string {
  switch (kind) {
    case 'relu':
      return to.node('Relu', name, [x]);
    case 'relu6': {
      const [low, high] = [0, 6].map((value) => to.constant(Float32Array.of(value), []));
      return to.node('Clip', name, [x, low as string, high as string]);
    }
    case 'gelu':
      return to.node('Gelu', name, [x], { approximate: { string: 'none' } });
    case 'silu':
      return to.node('Mul', name, [x, to.node('Sigmoid', `${name}.sigmoid`, [x])]);
    case 'sigmoid':
      return to.node('Sigmoid', name, [x]);
  }
}

function sum(node: NodeOf<'sum'>, operands: Operands, to: OnnxWriter): string {
  const [first, ...rest] = [...node.terms].sort((a, b) => b.sign - a.sign);
  if (first === undefined) throw new Error(`${node.name}: a sum without terms`);
  const start = operands.name(first.value);
  const signed = first.sign === 1 ? start : to.node('Neg', `${node.name}.negative`, [start]);
  return rest.reduce(
    (total, term) =>
      to.node(term.sign === 1 ? 'Add' : 'Sub', `${node.name}.sum`, [total, operands.name(term.value)]),
    signed,
  );
}

/**
 * Attention with the channels before the positions, as the map has them: scores = q^T k, result = v p^T.
 * onnxruntime joins the transposes with the products, so that nothing is moved.
 */
function attention(node: NodeOf<'attention'>, operands: Operands, to: OnnxWriter): string {
  const { name, heads, shape } = node;
  const swap = { perm: { ints: [0, 1, 3, 2] } };
  const width = (shape[1] as number) / heads;
  const split = (part: string, id: ValueId): string =>
    to.node('Reshape', `${name}.${part}`, [operands.name(id), sizes(to, [0, heads, width, -1])]);
  const [q, k, v] = [split('query', node.query), split('key', node.key), split('value', node.value)];
  const products = to.node('MatMul', `${name}.scores`, [
    to.node('Transpose', `${name}.query_t`, [q], swap),
    k,
  ]);
  let scores = to.node('Mul', `${name}.scaled`, [products, to.constant(Float32Array.of(node.scale), [])]);
  if (node.bias) scores = to.node('Add', `${name}.positions`, [scores, to.parameter(node.bias)]);
  const weights = to.node('Softmax', `${name}.softmax`, [scores], { axis: { int: -1 } });
  const mixed = to.node('MatMul', `${name}.mixed`, [
    v,
    to.node('Transpose', `${name}.weights_t`, [weights], swap),
  ]);
  return to.node('Reshape', name, [mixed, sizes(to, [0, ...shape.slice(1)])]);
}

export function sizes(to: OnnxWriter, values: readonly number[]): string {
  return to.constant(BigInt64Array.from(values, BigInt), [values.length]);
}

/** Dimensions that spread one factor a channel over a value of this shape. */
function broadcast(shape: Shape): number[] {
  return [1, shape[1] as number, ...shape.slice(2).map(() => 1)];
}
