import { total } from './definition/evaluation.ts';
import { asMatrix, byImage } from './definition/gradient.ts';
import { operator, type Value } from './definition/operator.ts';
import { type Pair, positions, type ValueId } from './definition/tensors.ts';
import { integers, pooling } from './definition/tfjs.ts';
import { mapShape } from './definition/windows.ts';

export interface GlobalAveragePool {
  readonly op: 'global_average_pool';
  readonly input: ValueId;
  /** True for [N, C, 1, 1], false for [N, C]. */
  readonly keepPositions: boolean;
}

export const globalAveragePool = operator<GlobalAveragePool>()({
  op: 'global_average_pool',
  summary: 'mean over all positions, to one position or a vector',
  operands: ['input'],
  parameters: [],
  build: (to) => ({
    globalAveragePool: (x: Value, options: { readonly keepPositions?: boolean } = {}): Value =>
      to.add('global_pool', {
        op: 'global_average_pool',
        input: x.id,
        keepPositions: options.keepPositions ?? false,
      }),
  }),
  shape(node, shapeOf, fail) {
    const [batch, channels] = mapShape(shapeOf(node.input), fail);
    return node.keepPositions ? [batch, channels, 1, 1] : [batch, channels];
  },
  macs: 0,
  evaluate(node, { value, shape }) {
    const x = value(node.input);
    const [height, width] = shape(node.input).slice(2) as [number, number];
    return (n, c) =>
      total(height * width, (i) => x(n, c, Math.floor(i / width), i % width)) / (height * width);
  },
  onnx: {
    best(node, operands, to) {
      const pooled = to.node('GlobalAveragePool', node.name, [operands.name(node.input)]);
      if (node.keepPositions) return pooled;
      return to.node('Flatten', `${node.name}.flatten`, [pooled], { axis: { int: 1 } });
    },
    plain(node, operands, to) {
      const axes = to.constant(BigInt64Array.of(2n, 3n), [2]);
      return to.node('ReduceMean', node.name, [operands.name(node.input), axes], {
        keepdims: { int: node.keepPositions ? 1 : 0 },
      });
    },
  },
  tfjs: {
    /** A pooling whose window is the whole map: that keeps the layout. */
    write(node, operands, to) {
      const [, channels, ...size] = operands.shape(node.input) as [number, number, ...number[]];
      const window = { kernel: size as unknown as Pair, stride: [1, 1] as const };
      const pooled = pooling('AvgPool', node.name, operands.name(node.input), window, 'VALID', to);
      if (node.keepPositions) return pooled;
      return to.node('Reshape', `${node.name}.flatten`, [pooled, integers([-1, channels], to)]);
    },
  },
  /** Each position gets an equal part of the gradient. */
  gradient(node, scope) {
    const { to } = scope;
    const area = positions(scope.shape(node.input));
    return {
      value: asMatrix(scope, to.mean(byImage(scope, scope.value(node.input)), [2])),
      pull(dy) {
        const part = to.constant(`part of ${area}`, [1, 1, area], () =>
          new Float32Array(area).fill(1 / area),
        );
        return { operands: [[node.input, asMatrix(scope, to.mul(byImage(scope, dy), part))]] };
      },
    };
  },
});
