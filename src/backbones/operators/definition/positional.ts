import type { Elements, Values } from './evaluation.ts';
import { asMatrix, type Differentiable, type Scope } from './gradient.ts';
import type { Placed } from './operator.ts';
import { positions, type Shape, type ValueId } from './tensors.ts';

/**
 * A fixed linear map over the positions, the same for every channel and image: for an output position, the input
 * positions that it adds up and their weights.
 */
export type Taps = (from: Shape, row: number, column: number) => readonly Tap[];

export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly weight: number;
}

/** Evaluates a linear map over the positions. */
export function evaluateTaps(input: ValueId, { value, shape }: Values, taps: Taps): Elements {
  const x = value(input);
  return (n, c, row, column) =>
    taps(shape(input), row, column).reduce((sum, tap) => sum + tap.weight * x(n, c, tap.row, tap.column), 0);
}

/**
 * Differentiates a linear map over the positions as a product with a matrix [input positions, output positions], which suits small maps.
 *
 * @param name identifies the map among those between the same two sizes
 */
export function differentiateTaps(
  { input, shape }: Placed<{ readonly input: ValueId }>,
  scope: Scope,
  name: string,
  taps: Taps,
): Differentiable {
  const { to, batch } = scope;
  const from = scope.shape(input);
  const [, channels, height, width] = shape as [number, number, number, number];
  const [inputs, outputs] = [positions(from), positions(shape)];
  const matrix = to.constant(`${name} ${from.slice(2)} ${shape.slice(2)}`, [inputs, outputs], () => {
    const values = new Float32Array(inputs * outputs);
    for (let output = 0; output < height * width; output++) {
      for (const { row, column, weight } of taps(from, Math.floor(output / width), output % width))
        values[(row * (from[3] as number) + column) * outputs + output]! += weight;
    }
    return values;
  });
  const x = to.reshape(scope.value(input), [channels * batch, inputs]);
  return {
    value: asMatrix(scope, to.gemm(x, matrix), channels),
    pull(dy) {
      const gradient = to.reshape(dy, [channels * batch, outputs]);
      return { operands: [[input, asMatrix(scope, to.gemm(gradient, matrix, { b: true }), channels)]] };
    },
  };
}
