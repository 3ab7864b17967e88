import type { Parameter, Shape, ValueId } from './tensors.ts';
import type { Sliding } from './windows.ts';

/** How an operator is written as ONNX nodes. */
export interface OnnxLowering<N> {
  /** What onnxruntime runs fastest. */
  best: OnnxWrite<N>;
  /** The usual export, one node per operation of the framework, where it differs from `best`. */
  plain?: OnnxWrite<N>;
  /** Used by the plain lowering when every operand has its channels last; the result has them last, too. */
  channelsLast?: (node: N, operands: OnnxOperands, to: OnnxNodes) => string;
}

/** Writes the nodes of one operation and returns its result. */
export type OnnxWrite<N> = (node: N, operands: OnnxOperands, to: OnnxNodes) => Emitted;

/** Name of a result; `last` marks a map whose channels are the last axis. */
export type Emitted = string | { readonly last: string };

/** The values that a node reads. */
export interface OnnxOperands {
  /** ONNX name of a value as [N, C, ...], transposed if it exists only with its channels last. */
  name(id: ValueId): string;
  /** ONNX name of a map as [N, H, W, C], transposed if needed. */
  last(id: ValueId): string;
  shape(id: ValueId): Shape;
}

/** An attribute of an ONNX node: an integer, a real number, a list of integers, or a string. */
export type OnnxAttribute =
  | { int: number }
  | { float: number }
  | { ints: readonly number[] }
  | { string: string };

/** What an operator can write into an ONNX model. */
export interface OnnxNodes {
  /** Adds a node with one output and returns the output's (unique) name. */
  node(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** The tensor of a parameter as an initializer; `dims` reshapes it. */
  parameter(parameter: Parameter, dims?: readonly number[]): string;
  /** A matrix parameter [O, I] as an initializer [I, O]. */
  transposed(parameter: Parameter): string;
  /** A small constant tensor; equal ones are shared. */
  constant(values: Float32Array | BigInt64Array, dims: readonly number[]): string;
}

/** Attributes of a sliding window. */
export function windowAttributes({ kernel, stride, padding }: Sliding): Record<string, OnnxAttribute> {
  return { kernel_shape: { ints: kernel }, strides: { ints: stride }, pads: { ints: padding } };
}

/** A constant list of sizes, axes or positions. */
export function sizes(to: OnnxNodes, values: readonly number[]): string {
  return to.constant(BigInt64Array.from(values, BigInt), [values.length]);
}

/** Dimensions that broadcast one factor per channel over a value of this shape. */
export function perChannel(shape: Shape): number[] {
  return [1, shape[1] as number, ...shape.slice(2).map(() => 1)];
}
