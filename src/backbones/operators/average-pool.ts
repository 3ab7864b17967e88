import { total } from './definition/evaluation.ts';
import { asMatrix } from './definition/gradient.ts';
import { operator, type Value } from './definition/operator.ts';
import { type Padding, type Pair, positions, type ValueId } from './definition/tensors.ts';
import { borders, pooling, scalar } from './definition/tfjs.ts';
import {
  covered,
  eachWindow,
  geometry,
  mapShape,
  samePadding,
  squareWindow,
  windowsIn,
} from './definition/windows.ts';

export interface AveragePool {
  readonly op: 'average_pool';
  readonly input: ValueId;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  /** Without it, a window at the border divides by the pixels that it covers. */
  readonly countPadding: boolean;
}

export interface AveragePoolOptions {
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly countPadding?: boolean;
}

export const averagePool = operator<AveragePool>()({
  op: 'average_pool',
  summary: 'mean of a window; padding is counted or not',
  operands: ['input'],
  parameters: [],
  build: (to) => ({
    averagePool(x: Value, options: AveragePoolOptions): Value {
      const { kernel, stride = 1, padding = 0, countPadding = false } = options;
      const window = squareWindow(kernel, stride, padding);
      return to.add('pool', { op: 'average_pool', input: x.id, ...window, countPadding });
    },
  }),
  shape(node, shapeOf, fail) {
    const [batch, channels, height, width] = mapShape(shapeOf(node.input), fail);
    return [batch, channels, ...windowsIn([height, width], node, fail)];
  },
  macs: 0,
  evaluate(node, { value, shape }) {
    const x = value(node.input);
    return (n, c, row, column) => {
      const under = covered(node, shape(node.input), row, column);
      const sum = total(under.length, (i) => x(n, c, under[i]!.row, under[i]!.column));
      return sum / (node.countPadding ? node.kernel[0] * node.kernel[1] : under.length);
    };
  },
  onnx: {
    best: (node, operands, to) =>
      to.node('AveragePool', node.name, [operands.name(node.input)], {
        kernel_shape: { ints: node.kernel },
        strides: { ints: node.stride },
        pads: { ints: node.padding },
        count_include_pad: { int: node.countPadding ? 1 : 0 },
      }),
  },
  tfjs: {
    /**
     * tfjs pads by "SAME" alone, and does not count that padding. Any other padding is written out, and a
     * window that should not count it is multiplied by kernel area over pixels covered.
     */
    write(node, operands, to) {
      const { name, kernel, stride, padding, countPadding } = node;
      const from = operands.shape(node.input);
      const x = operands.name(node.input);
      if (padding.every((size) => size === 0)) return pooling('AvgPool', name, x, node, 'VALID', to);
      const same = samePadding(from, kernel, stride);
      if (!countPadding && same.join() === padding.join())
        return pooling('AvgPool', name, x, node, 'SAME', to);

      const padded = to.node('PadV2', `${name}.padded`, [x, borders(padding, to), scalar(0, to)]);
      if (countPadding) return pooling('AvgPool', name, padded, node, 'VALID', to);
      const factors = new Float32Array(positions(node.shape));
      eachWindow(node, from, (output, covers) => {
        factors[output] = (kernel[0] * kernel[1]) / covers.length;
      });
      const means = pooling('AvgPool', `${name}.means`, padded, node, 'VALID', to);
      const dims = [1, ...node.shape.slice(2), 1];
      return to.node('Mul', name, [means, to.constant(factors, dims)]);
    },
  },
  /** A window mean is one fixed matrix over the positions, the same for every channel and image. */
  gradient(node, scope) {
    const { to, batch } = scope;
    const channels = node.shape[1] as number;
    const from = scope.shape(node.input);
    const [inputs, outputs] = [positions(from), positions(node.shape)];
    const name = `averaging ${geometry(node, from)} ${node.countPadding}`;
    const mean = to.constant(name, [inputs, outputs], () => {
      const values = new Float32Array(inputs * outputs);
      eachWindow(node, from, (output, covers) => {
        const divisor = node.countPadding ? node.kernel[0] * node.kernel[1] : covers.length;
        for (const { row, column } of covers)
          values[(row * (from[3] as number) + column) * outputs + output] = 1 / divisor;
      });
      return values;
    });
    const x = to.reshape(scope.value(node.input), [channels * batch, inputs]);
    return {
      value: asMatrix(scope, to.gemm(x, mean), channels),
      pull(dy) {
        const gradient = to.reshape(dy, [channels * batch, outputs]);
        return { operands: [[node.input, asMatrix(scope, to.gemm(gradient, mean, { b: true }), channels)]] };
      },
    };
  },
});
