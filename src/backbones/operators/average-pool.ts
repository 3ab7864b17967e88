import { windowAttributes } from './definition/onnx.ts';
import { operator, type Value } from './definition/operator.ts';
import { differentiateTaps, evaluateTaps, type Taps } from './definition/positional.ts';
import { type Padding, type Pair, positions, type ValueId } from './definition/tensors.ts';
import { borders, pooling, scalar } from './definition/tfjs.ts';
import { covered, eachWindow, pooledShape, samePadding, squareWindow } from './definition/windows.ts';

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
  shape: (node, shapeOf, fail) => pooledShape(node, shapeOf(node.input), fail),
  macs: 0,
  evaluate: (node, read) => evaluateTaps(node.input, read, taps(node)),
  onnx: {
    best: (node, operands, to) =>
      to.node('AveragePool', node.name, [operands.name(node.input)], {
        ...windowAttributes(node),
        count_include_pad: { int: node.countPadding ? 1 : 0 },
      }),
  },
  tfjs: {
    /**
     * tfjs supports only "SAME" padding, and does not count it. Other padding is written as a node of its own, and a
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
  gradient: (node, scope) =>
    differentiateTaps(
      node,
      scope,
      `mean ${[node.kernel, node.stride, node.padding, node.countPadding].join(' ')}`,
      taps(node),
    ),
});

function taps(node: AveragePool): Taps {
  return (from, outRow, outColumn) => {
    const under = covered(node, from, outRow, outColumn);
    const weight = 1 / (node.countPadding ? node.kernel[0] * node.kernel[1] : under.length);
    return under.map(({ row, column }) => ({ row, column, weight }));
  };
}
