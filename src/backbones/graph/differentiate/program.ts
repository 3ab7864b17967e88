import type { Dims, Tensor, UnaryKind, Window } from '../../operators/index.ts';

export type BinaryKind = 'add' | 'sub' | 'mul' | 'div' | 'min';

/**
 * One step of a program. A graph's operations are those of papers; these are the ones that calculus needs: each is
 * one ONNX node, and weights are tensors like any other.
 */
export type Primitive =
  /** Provided at every run. */
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: Float32Array }
  | { readonly kind: UnaryKind; readonly x: Tensor }
  /** Element by element; sizes of 1 are broadcast. */
  | { readonly kind: BinaryKind; readonly a: Tensor; readonly b: Tensor }
  /** Matrix product of the last two axes; leading axes are broadcast. */
  | { readonly kind: 'matmul'; readonly a: Tensor; readonly b: Tensor }
  /** Product of two matrices, each transposed first if asked. */
  | {
      readonly kind: 'gemm';
      readonly a: Tensor;
      readonly b: Tensor;
      readonly transposeA: boolean;
      readonly transposeB: boolean;
    }
  /** Over axes, which keep size 1. */
  | { readonly kind: 'sum' | 'mean'; readonly x: Tensor; readonly axes: readonly number[] }
  | { readonly kind: 'reshape'; readonly x: Tensor }
  | { readonly kind: 'transpose'; readonly x: Tensor; readonly order: readonly number[] }
  | {
      readonly kind: 'slice';
      readonly x: Tensor;
      readonly axis: number;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Tensor[]; readonly axis: number }
  /** Over the last axis. */
  | { readonly kind: 'softmax' | 'log_softmax'; readonly x: Tensor }
  /** Correlation of x [N, C, H, W] with weight [O, C / groups, kh, kw]. */
  | { readonly kind: 'conv'; readonly x: Tensor; readonly weight: Tensor; readonly window: Window }
  /** The gradient of `conv` with respect to its input: x [N, O, H', W'], weight as there, result [N, C, H, W]. */
  | { readonly kind: 'conv_transpose'; readonly x: Tensor; readonly weight: Tensor; readonly window: Window };

export type Step = Primitive & { readonly dims: Dims };

/** Steps in execution order, and the results by name. */
export interface Program {
  readonly steps: readonly Step[];
  readonly outputs: ReadonlyMap<string, Tensor>;
}

/** The tensors that a step reads. */
export function operandsOfStep(step: Primitive): readonly Tensor[] {
  switch (step.kind) {
    case 'input':
    case 'constant':
      return [];
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min':
    case 'matmul':
    case 'gemm':
      return [step.a, step.b];
    case 'concat':
      return step.parts;
    case 'conv':
    case 'conv_transpose':
      return [step.x, step.weight];
    default:
      return [step.x];
  }
}
