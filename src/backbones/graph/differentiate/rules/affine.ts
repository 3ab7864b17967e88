import type { Parameter, ValueId } from '../../types.ts';
import type { Tensor } from '../program.ts';
import { column, type Differentiable, type Scope } from '../rule.ts';

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

export function addBias(matrix: Tensor, bias: Parameter | undefined, scope: Scope): Tensor {
  return bias === undefined ? matrix : scope.to.add(matrix, column(scope, bias));
}

export function biasGradient(dy: Tensor, bias: Parameter | undefined, scope: Scope): [Parameter, Tensor][] {
  return bias === undefined ? [] : [[bias, scope.to.reshape(scope.to.sum(dy, [1]), bias.shape)]];
}
