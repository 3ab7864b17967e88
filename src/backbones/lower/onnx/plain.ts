import { type Node, type NodeOf, operandsOf } from '../../graph/index.ts';
import { type Emitted, emit, emitActivation, type Operands, sizes } from './operations.ts';
import type { OnnxWriter } from './writer.ts';

/**
 * The usual export: one ONNX node per operation of the framework, linear layers and layer norms with the
 * channels last as their modules have them, element-wise operations in whatever layout they find. What the
 * `best` lowering is measured against.
 */
export function emitPlain(node: Exclude<Node, NodeOf<'input'>>, operands: Operands, to: OnnxWriter): Emitted {
  const map = node.shape.length === 4;
  switch (node.op) {
    case 'linear':
      return map ? linear(node, operands, to) : emit(node, operands, to);
    case 'layer_norm':
      return map ? layerNorm(node, operands, to) : emit(node, operands, to);
    case 'attention':
      return attention(node, operands, to);
    case 'global_average_pool': {
      const axes = to.constant(BigInt64Array.of(2n, 3n), [2]);
      return to.node('ReduceMean', node.name, [operands.name(node.input), axes], {
        keepdims: { int: node.keepPositions ? 1 : 0 },
      });
    }
    case 'activation':
    case 'scale':
    case 'sum':
    case 'slice':
      return operandsOf(node).every((id) => operands.isLast(id))
        ? channelsLast(node, operands, to)
        : emit(node, operands, to);
    default:
      return emit(node, operands, to);
  }
}

/** MatMul with the transposed weight, then Add, over the last axis. */
function linear(node: NodeOf<'linear'>, operands: Operands, to: OnnxWriter): Emitted {
  const [weight] = [to.transposed(node.weight)];
  const product = to.node('MatMul', node.name, [operands.last(node.input), weight]);
  if (node.bias === undefined) return { last: product };
  return { last: to.node('Add', `${node.name}.add_bias`, [product, to.parameter(node.bias)]) };
}

function layerNorm(node: NodeOf<'layer_norm'>, operands: Operands, to: OnnxWriter): Emitted {
  const channels = node.shape[1] as number;
  const weight = node.weight
    ? to.parameter(node.weight)
    : to.constant(new Float32Array(channels).fill(1), [channels]);
  const inputs = [operands.last(node.input), weight, ...(node.bias ? [to.parameter(node.bias)] : [])];
  const attributes = { axis: { int: -1 }, epsilon: { float: node.epsilon } };
  return { last: to.node('LayerNormalization', node.name, inputs, attributes) };
}

/** Element-wise operations and slices of maps whose channels are last. */
function channelsLast(
  node: NodeOf<'activation'> | NodeOf<'scale'> | NodeOf<'sum'> | NodeOf<'slice'>,
  operands: Operands,
  to: OnnxWriter,
): Emitted {
  switch (node.op) {
    case 'activation':
      return { last: emitActivation(node.kind, node.name, operands.last(node.input), to) };
    case 'scale':
      return {
        last: to.node('Mul', node.name, [
          operands.last(node.input),
          to.parameter(node.weight, [node.shape[1] as number]),
        ]),
      };
    case 'slice': {
      const range = [node.start, node.end, 3].map((at) => to.constant(BigInt64Array.of(BigInt(at)), [1]));
      return { last: to.node('Slice', node.name, [operands.last(node.input), ...range]) };
    }
    case 'sum':
      return { last: emit(node, { ...operands, name: operands.last }, to) as string };
  }
}

/** Heads split off and moved before the positions, products, heads joined again: tokens in, tokens out. */
function attention(node: NodeOf<'attention'>, operands: Operands, to: OnnxWriter): Emitted {
  const { name, heads, shape } = node;
  const [, channels, height, width] = shape as [number, number, number, number];
  const split = (part: string, id: number, perm: readonly number[]): string => {
    const parts = to.node('Reshape', `${name}.${part}`, [
      operands.last(id),
      sizes(to, [0, -1, heads, channels / heads]),
    ]);
    return to.node('Transpose', `${name}.${part}_heads`, [parts], { perm: { ints: perm } });
  };
  const query = split('query', node.query, [0, 2, 1, 3]);
  const scaled = to.node('Mul', `${name}.scaled`, [query, to.constant(Float32Array.of(node.scale), [])]);
  let scores = to.node('MatMul', `${name}.scores`, [scaled, split('key', node.key, [0, 2, 3, 1])]);
  if (node.bias) scores = to.node('Add', `${name}.positions`, [scores, to.parameter(node.bias)]);
  const weights = to.node('Softmax', `${name}.softmax`, [scores], { axis: { int: -1 } });
  const mixed = to.node('MatMul', `${name}.mixed`, [weights, split('value', node.value, [0, 2, 1, 3])]);
  const joined = to.node('Transpose', `${name}.join`, [mixed], { perm: { ints: [0, 2, 1, 3] } });
  return { last: to.node('Reshape', name, [joined, sizes(to, [0, height, width, channels])]) };
}
