import {
  type Elements,
  elements,
  operatorOf,
  type Parameter,
  type Shape,
  type ValueId,
} from '../operators/index.ts';
import type { Graph } from './types.ts';

/** Reads a stored tensor by its name, in C order. */
export type TensorReader = (name: string, parameter: Parameter) => ArrayLike<number>;

/**
 * Returns the float32 values of a parameter, in C order. Derivations are computed in float64 and rounded once.
 * @throws Error if a stored tensor has the wrong number of elements.
 */
export function evaluate(parameter: Parameter, read: TensorReader): Float32Array {
  const values = parameter.derivation === undefined ? stored(parameter, read) : exact(parameter, read);
  return values instanceof Float32Array ? values : new Float32Array(values);
}

/**
 * Returns a graph's output in float64, C order, by the operators' reference evaluations: slow and obvious, for
 * small graphs and for checking what runs fast.
 *
 * @param input the elements of the graph's input, C order
 */
export function interpret(graph: Graph, read: TensorReader, input: Float64Array): Float64Array {
  const values = new Map<ValueId, Float64Array>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const shape = (id: ValueId): Shape => shapes.get(id) as Shape;
  const value = (id: ValueId): Elements => elementsOf(values.get(id) as Float64Array, shape(id));
  const tensor = (parameter: Parameter): Float64Array => exact(parameter, read);
  for (const node of graph.nodes) {
    const at = node.op === 'input' ? undefined : operatorOf(node).evaluate(node, { value, shape, tensor });
    values.set(node.id, at === undefined ? input : filled(node.shape, at));
  }
  return values.get(graph.output) as Float64Array;
}

function elementsOf(values: Float64Array, shape: Shape): Elements {
  const [, channels, height = 1, width = 1] = shape as [number, number, number?, number?];
  return (image, channel, row, column) =>
    row < 0 || column < 0 || row >= height || column >= width
      ? 0
      : values[((image * channels + channel) * height + row) * width + column]!;
}

function filled(shape: Shape, at: Elements): Float64Array {
  const [, channels, height = 1, width = 1] = shape as [number, number, number?, number?];
  return Float64Array.from({ length: elements(shape) }, (_, i) =>
    at(
      Math.floor(i / (channels * height * width)),
      Math.floor(i / (height * width)) % channels,
      Math.floor(i / width) % height,
      i % width,
    ),
  );
}

/** The values of a parameter before their one rounding to float32. */
function exact(parameter: Parameter, read: TensorReader): Float64Array {
  const { derivation } = parameter;
  if (derivation === undefined) return new Float64Array(stored(parameter, read));
  return derivation.compute(derivation.from.map((source) => exact(source, read)));
}

function stored(parameter: Parameter, read: TensorReader): ArrayLike<number> {
  const values = read(parameter.name, parameter);
  const needed = elements(parameter.shape);
  if (values.length === needed) return values;
  throw new Error(
    `${parameter.name}: ${values.length} elements were read, but [${parameter.shape}] needs ${needed}`,
  );
}
