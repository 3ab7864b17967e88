import type { Node, NodeOf, Parameter, Shape, ValueId } from '../types.ts';
import type { Calculus } from './calculus.ts';
import type { Tensor } from './program.ts';

/**
 * What a rule may use. A graph's value [N, C, H, W] is a matrix [C, N * H * W] here, a vector [N, C] the
 * matrix [C, N]: then a pointwise convolution, its two gradients and every sum over a channel work on rows
 * as they lie in memory, and nothing is transposed.
 */
export interface Scope {
  readonly to: Calculus;
  readonly batch: number;
  /** The matrix of a value. */
  value(id: ValueId): Tensor;
  shape(id: ValueId): Shape;
  /** A learnable tensor, in its own shape. */
  parameter(parameter: Parameter): Tensor;
  /** Tells what a batch norm saw. */
  statistics(seen: BatchStatistics): void;
  /** Stochastic depth: the factor [1, N, 1] of one term of a sum; undefined where it has none. */
  factor(node: ValueId, term: number): Tensor | undefined;
}

/** What one batch norm saw in a batch. */
export interface BatchStatistics {
  readonly node: NodeOf<'batch_norm'>;
  /** [C, 1]. */
  readonly mean: Tensor;
  /** Biased, [C, 1]; times samples / (samples - 1) it is what running statistics keep. */
  readonly variance: Tensor;
  /** Numbers that a channel had. */
  readonly samples: number;
}

/** Gradients that one node adds to its operands and parameters. */
export interface Pulled {
  readonly operands: readonly (readonly [ValueId, Tensor])[];
  readonly parameters?: readonly (readonly [Parameter, Tensor])[];
}

/** A node in training mode: its matrix, and how a gradient of it becomes gradients of what it read. */
export interface Differentiable {
  readonly value: Tensor;
  pull(gradient: Tensor): Pulled;
}

export type Rule<N extends Node> = (node: N, scope: Scope) => Differentiable;

/** Positions of a value: H * W, or 1 for a vector. */
export function positions(shape: Shape): number {
  return shape.slice(2).reduce((product, size) => product * size, 1);
}

/** A matrix [C, N * P] seen as [C, N, P]. */
export function byImage(scope: Scope, x: Tensor): Tensor {
  const [rows, columns] = x.dims as readonly [number, number];
  return scope.to.reshape(x, [rows, scope.batch, columns / scope.batch]);
}

/** [C, N, P], or any tensor with the channels first, as a matrix. */
export function asMatrix(scope: Scope, x: Tensor, rows = x.dims[0] as number): Tensor {
  const total = x.dims.reduce((product, size) => product * size, 1);
  return scope.to.reshape(x, [rows, total / rows]);
}

/** A parameter with one number a channel as a column [C, 1]. */
export function column(scope: Scope, parameter: Parameter): Tensor {
  const tensor = scope.parameter(parameter);
  return scope.to.reshape(tensor, [tensor.dims.reduce((product, size) => product * size, 1), 1]);
}
