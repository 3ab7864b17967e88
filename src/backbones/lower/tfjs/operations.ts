import type { ActivationKind, Node, NodeOf, Parameter, Shape, ValueId } from '../../graph/index.ts';
import { attention } from './attention.ts';
import { convolution, linear } from './convolution.ts';
import { groupNorm, layerNorm } from './norms.ts';
import { averagePool, globalAveragePool } from './pooling.ts';
import type { TfjsWriter } from './writer.ts';

/** What emission knows of the values that nodes read. */
export interface Operands {
  /** TensorFlow name of a value. */
  name(id: ValueId): string;
  /** Shape in the graph, channels on axis 1; the emitted value has them last. */
  shape(id: ValueId): Shape;
  /** The activation that a convolution or linear layer takes along. */
  activation(id: ValueId): NodeOf<'activation'> | undefined;
}

/** Emits the nodes of one operation and returns the name of its result. The input has a name already. */
export function emit(node: Exclude<Node, NodeOf<'input'>>, operands: Operands, to: TfjsWriter): string {
  switch (node.op) {
    case 'conv':
      return convolution(node, operands, to);
    case 'linear':
      return linear(node, operands, to);
    case 'batch_norm': {
      const tensors = [node.weight, node.bias, node.mean, node.variance].map((tensor) => vector(tensor, to));
      return to.node('FusedBatchNormV3', node.name, [operands.name(node.input), ...tensors], {
        epsilon: { float: node.epsilon },
        data_format: { string: 'NHWC' },
        is_training: { bool: false },
      });
    }
    case 'layer_norm':
      return layerNorm(node, operands.name(node.input), to);
    case 'group_norm':
      return groupNorm(node, operands.name(node.input), to);
    case 'scale':
      return to.node('Mul', node.name, [operands.name(node.input), vector(node.weight, to)]);
    case 'activation':
      return activation(node.kind, node.name, operands.name(node.input), to);
    case 'average_pool':
      return averagePool(node, operands, to);
    case 'global_average_pool':
      return globalAveragePool(node, operands, to);
    case 'sum':
      return sum(node, operands, to);
    case 'multiply':
      return to.node('Mul', node.name, [operands.name(node.a), operands.name(node.b)]);
    case 'slice':
      return slice(node, operands, to);
    case 'attention':
      return attention(node, operands, to);
  }
}

/** One element a channel, for whatever broadcasts over the last axis. */
export function vector(parameter: Parameter, to: TfjsWriter): string {
  return to.parameter(parameter, 'vector', (values) => ({ dims: [values.length], values }));
}

export function scalar(value: number, to: TfjsWriter): string {
  return to.constant(Float32Array.of(value), []);
}

/** A list of sizes, axes or positions. */
export function integers(values: readonly number[], to: TfjsWriter): string {
  return to.constant(Int32Array.from(values), [values.length]);
}

function activation(kind: ActivationKind, name: string, x: string, to: TfjsWriter): string {
  switch (kind) {
    case 'relu':
      return to.node('Relu', name, [x]);
    case 'relu6':
      return to.node('Relu6', name, [x]);
    case 'sigmoid':
      return to.node('Sigmoid', name, [x]);
    case 'silu':
      return to.node('Mul', name, [x, to.node('Sigmoid', `${name}.sigmoid`, [x])]);
    case 'gelu': {
      // x / 2 * (1 + erf(x / sqrt 2)): tfjs has no kernel for it.
      const argument = to.node('Mul', `${name}.argument`, [x, scalar(Math.SQRT1_2, to)]);
      const half = to.node('Mul', `${name}.half`, [x, scalar(0.5, to)]);
      const weighted = to.node('Mul', `${name}.weighted`, [half, to.node('Erf', `${name}.erf`, [argument])]);
      return to.node('AddV2', name, [half, weighted]);
    }
  }
}

function sum(node: NodeOf<'sum'>, operands: Operands, to: TfjsWriter): string {
  const [first, ...rest] = [...node.terms].sort((a, b) => b.sign - a.sign);
  if (first === undefined) throw new Error(`${node.name}: a sum without terms`);
  const start = operands.name(first.value);
  const signed = first.sign === 1 ? start : to.node('Neg', `${node.name}.negative`, [start]);
  return rest.reduce(
    (total, term) =>
      to.node(term.sign === 1 ? 'AddV2' : 'Sub', node.name, [total, operands.name(term.value)]),
    signed,
  );
}

function slice(node: NodeOf<'slice'>, operands: Operands, to: TfjsWriter): string {
  const outer = node.shape.slice(1).map(() => 0);
  const begin = integers([...outer, node.start], to);
  const size = integers([...outer.map(() => -1), node.end - node.start], to);
  return to.node('Slice', node.name, [operands.name(node.input), begin, size]);
}
