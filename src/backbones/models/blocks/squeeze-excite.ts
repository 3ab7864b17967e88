import type { ActivationKind, Builder, Value } from '../../graph/index.ts';

interface SqueezeExciteOptions {
  readonly reduced: number;
  readonly activation: ActivationKind;
  /** Names of the two 1x1 convolutions. */
  readonly names?: readonly [reduce: string, expand: string];
}

/** Squeeze-and-excitation (arXiv 1709.01507): channels weighted by a gate computed from their means. */
export function squeezeExcite(b: Builder, name: string, x: Value, options: SqueezeExciteOptions): Value {
  const { reduced, activation, names: [reduce, expand] = ['fc1', 'fc2'] } = options;
  return b.scope(name, () => {
    const mean = b.globalAveragePool(x, { keepPositions: true });
    const squeezed = b.activation(activation, b.conv(reduce, mean, { out: reduced, kernel: 1, bias: true }));
    const gate = b.conv(expand, squeezed, { out: x.shape[1] as number, kernel: 1, bias: true });
    return b.multiply(x, b.activation('sigmoid', gate));
  });
}
