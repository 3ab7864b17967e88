import type { Calculus, Tensor } from './calculus.ts';
import type { Parameter, Shape, ValueId } from './tensors.ts';

/** Writes a node in training mode into a program, and on demand the way back through it. */
export type Gradient<N> = (node: N, scope: Scope) => Differentiable;

/** A node in training mode: its matrix, and how a gradient of it becomes gradients of what it read. */
export interface Differentiable {
  readonly value: Tensor;
  pull(gradient: Tensor): Pulled;
}

/** Gradients that one node adds to its operands and parameters. */
export interface Pulled {
  readonly operands: readonly (readonly [ValueId, Tensor])[];
  readonly parameters?: readonly (readonly [Parameter, Tensor])[];
}

/**
 * What a gradient can use. A value [N, C, H, W] of the graph is a matrix [C, N * H * W] here, and a vector
 * [N, C] a matrix [C, N]: a pointwise convolution, both its gradients and every sum over a channel then work
 * on rows as they lie in memory, and nothing is transposed.
 */
export interface Scope {
  readonly to: Calculus;
  readonly batch: number;
  /** The matrix of a value. */
  value(id: ValueId): Tensor;
  shape(id: ValueId): Shape;
  /** A learnable tensor, in its own shape. */
  parameter(parameter: Parameter): Tensor;
  /** Reports the statistics that a batch norm computed. */
  statistics(seen: BatchStatistics): void;
  /** Stochastic depth: the factor [1, N, 1] of one term of a sum; undefined if it has none. */
  factor(node: ValueId, term: number): Tensor | undefined;
}

/** The statistics of one batch norm in one batch. */
export interface BatchStatistics {
  readonly node: { readonly name: string; readonly mean: Parameter; readonly variance: Parameter };
  /** [C, 1]. */
  readonly mean: Tensor;
  /** Biased, [C, 1]; multiply by samples / (samples - 1) for running statistics. */
  readonly variance: Tensor;
  /** Elements per channel. */
  readonly samples: number;
}

/** A matrix [C, N * P] seen as [C, N, P]. */
export function byImage(scope: Scope, x: Tensor): Tensor {
  const [rows, columns] = x.dims as readonly [number, number];
  return scope.to.reshape(x, [rows, scope.batch, columns / scope.batch]);
}

/** [C, N, P], or any tensor whose first axis is the channels, as a matrix. */
export function asMatrix(scope: Scope, x: Tensor, rows = x.dims[0] as number): Tensor {
  const total = x.dims.reduce((product, size) => product * size, 1);
  return scope.to.reshape(x, [rows, total / rows]);
}

/** A parameter with one element per channel as a column [C, 1]. */
export function column(scope: Scope, parameter: Parameter): Tensor {
  const tensor = scope.parameter(parameter);
  return scope.to.reshape(tensor, [tensor.dims.reduce((product, size) => product * size, 1), 1]);
}

export function addBias(matrix: Tensor, bias: Parameter | undefined, scope: Scope): Tensor {
  return bias === undefined ? matrix : scope.to.add(matrix, column(scope, bias));
}

export function biasGradient(dy: Tensor, bias: Parameter | undefined, scope: Scope): [Parameter, Tensor][] {
  return bias === undefined ? [] : [[bias, scope.to.reshape(scope.to.sum(dy, [1]), bias.shape)]];
}

/** y = W x + b on matrices: dx = W^T dy, dW = dy x^T, db = dy summed over the columns. */
export function affine(
  input: ValueId,
  weight: Parameter,
  bias: Parameter | undefined,
  scope: Scope,
): Differentiable {
  const { to } = scope;
  const x = scope.value(input);
  const matrix = to.reshape(scope.parameter(weight), [weight.shape[0] as number, x.dims[0] as number]);
  const product = to.gemm(matrix, x);
  return {
    value: addBias(product, bias, scope),
    pull: (dy) => ({
      operands: [[input, to.gemm(matrix, dy, { a: true })]],
      parameters: [
        [weight, to.reshape(to.gemm(dy, x, { b: true }), weight.shape)],
        ...biasGradient(dy, bias, scope),
      ],
    }),
  };
}

/** y = w x with one factor per channel, plus b. */
export function channelwise(
  input: ValueId,
  weight: Parameter,
  bias: Parameter | undefined,
  scope: Scope,
): Differentiable {
  const { to } = scope;
  const x = scope.value(input);
  const factors = column(scope, weight);
  return {
    value: addBias(to.mul(x, factors), bias, scope),
    pull: (dy) => ({
      operands: [[input, to.mul(dy, factors)]],
      parameters: [
        [weight, to.reshape(to.sum(to.mul(dy, x), [1]), weight.shape)],
        ...biasGradient(dy, bias, scope),
      ],
    }),
  };
}
