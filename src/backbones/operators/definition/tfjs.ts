import type * as Tensorflow from '@tensorflow/tfjs';
import type { Laid } from './layout.ts';
import type { Padding, Pair, Parameter, Shape, ValueId } from './tensors.ts';

/** How an operator is written as nodes of a TensorFlow.js GraphModel; channels are the last axis throughout. */
export interface TfjsLowering<N> {
  /** Writes the nodes of one operation and returns the name of its result. */
  write(node: N, operands: TfjsOperands, to: TfjsNodes): string;
  /** True if the activation behind this node can be fused into it. */
  fuses?: (node: N) => boolean;
  /** TensorFlow's name of this activation in a fused operation, if it has one. */
  fusedAs?: (node: N) => string | undefined;
  /** How TensorFlow operations that only this operator writes are run, by their names. */
  readonly kernels?: Readonly<Record<string, TfjsKernel>>;
}

/** Runs a TensorFlow node on maps; `lists` are its integer operands in their order. */
export type TfjsKernel = (
  tf: typeof Tensorflow,
  operands: readonly Tensorflow.Tensor4D[],
  lists: readonly number[][],
  attributes: Readonly<Record<string, unknown>>,
) => Tensorflow.Tensor;

/** The values that a node reads. */
export interface TfjsOperands {
  /** TensorFlow name of a value. */
  name(id: ValueId): string;
  /** Shape in the graph, channels on axis 1; the emitted value has them last. */
  shape(id: ValueId): Shape;
  /** The activation to fuse into a node: its name and TensorFlow's name of the activation. */
  activation(id: ValueId): { readonly name: string; readonly fusedAs: string } | undefined;
}

/** An attribute of a TensorFlow node. */
export type TfjsAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly strings: readonly string[] };

/** What an operator can write into a GraphModel. */
export interface TfjsNodes {
  /** Adds a node with one output and returns its (unique) name. */
  node(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, TfjsAttribute>>,
  ): string;
  /** The tensor of a parameter in the layout that `lay` gives it; each layout is stored once. */
  parameter(parameter: Parameter, layout: string, lay: (values: Float32Array) => Laid): string;
  /** A constant; equal ones are shared. */
  constant(values: Float32Array | Int32Array, dims: readonly number[]): string;
}

/** A parameter with one element per channel, which broadcasts over the last axis. */
export function vector(parameter: Parameter, to: TfjsNodes): string {
  return to.parameter(parameter, 'vector', (values) => ({ dims: [values.length], values }));
}

export function scalar(value: number, to: TfjsNodes): string {
  return to.constant(Float32Array.of(value), []);
}

/** A list of sizes, axes or positions. */
export function integers(values: readonly number[], to: TfjsNodes): string {
  return to.constant(Int32Array.from(values), [values.length]);
}

/** Rows and columns around a map, as the operand of a padding operation. */
export function borders([top, left, bottom, right]: Padding, to: TfjsNodes): string {
  return to.constant(Int32Array.of(0, 0, top, bottom, left, right, 0, 0), [4, 2]);
}

/** A pooling node, whose padding is none (`VALID`) or computed by TensorFlow (`SAME`). */
export function pooling(
  op: 'AvgPool' | 'MaxPool',
  name: string,
  x: string,
  window: { readonly kernel: Pair; readonly stride: Pair },
  mode: 'SAME' | 'VALID',
  to: TfjsNodes,
): string {
  return to.node(op, name, [x], {
    ksize: { ints: [1, ...window.kernel, 1] },
    strides: { ints: [1, ...window.stride, 1] },
    padding: { string: mode },
    data_format: { string: 'NHWC' },
  });
}

/** Attributes of an operation that has its bias, and where there is one its activation, fused into it. */
export function fusedOps(
  activation: { readonly fusedAs: string } | undefined,
): Record<string, TfjsAttribute> {
  const behind = activation === undefined ? [] : [activation.fusedAs];
  return { fused_ops: { strings: ['BiasAdd', ...behind] }, num_args: { int: 1 } };
}
