import { windowAttributes } from './definition/onnx.ts';
import { operator, type Value } from './definition/operator.ts';
import type { ValueId } from './definition/tensors.ts';
import { borders, pooling } from './definition/tfjs.ts';
import { covered, pooledShape, type Sliding, squareWindow } from './definition/windows.ts';

export type MaxPool = Sliding & { readonly op: 'max_pool'; readonly input: ValueId };
type Options = { readonly kernel: number; readonly stride?: number; readonly padding?: number };

export const maxPool = operator<MaxPool>()({
  op: 'max_pool',
  summary: 'maximum of a window, over the positions that it covers',
  operands: ['input'],
  parameters: [],
  build: (to) => ({
    maxPool: (x: Value, { kernel, stride = 1, padding = 0 }: Options): Value =>
      to.add('pool', { op: 'max_pool', input: x.id, ...squareWindow(kernel, stride, padding) }),
  }),
  shape(node, shapeOf, fail) {
    if (node.padding.some((size, side) => 2 * size > node.kernel[side % 2]!))
      fail(`padding [${node.padding}] is more than half of the kernel [${node.kernel}]`);
    return pooledShape(node, shapeOf(node.input), fail);
  },
  macs: 0,
  evaluate(node, { value, shape }) {
    const [x, from] = [value(node.input), shape(node.input)];
    return (n, c, outRow, outColumn) =>
      Math.max(...covered(node, from, outRow, outColumn).map(({ row, column }) => x(n, c, row, column)));
  },
  onnx: {
    best: (node, operands, to) =>
      to.node('MaxPool', node.name, [operands.name(node.input)], windowAttributes(node)),
  },
  tfjs: {
    /** Padding mirrors the border: what it repeats is under the same window anyway. */
    write(node, operands, to) {
      const x = operands.name(node.input);
      if (node.padding.every((size) => size === 0))
        return pooling('MaxPool', node.name, x, node, 'VALID', to);
      const mode = { mode: { string: 'SYMMETRIC' } };
      const padded = to.node('MirrorPad', `${node.name}.padded`, [x, borders(node.padding, to)], mode);
      return pooling('MaxPool', node.name, padded, node, 'VALID', to);
    },
    kernels: {
      MaxPool: (tf, [x], _, { ksize, strides }) => tf.maxPool(x!, inner(ksize), inner(strides), 'valid'),
      MirrorPad: (tf, [x], [sides]) => tf.mirrorPad(x!, pairs(sides!), 'symmetric'),
    },
  },
  gradient: { unsupported: 'the calculus has no step that picks one of several equal elements' },
});

const inner = (sizes: unknown) => (sizes as number[]).slice(1, 3) as [number, number];
const pairs = (list: readonly number[]): [number, number][] =>
  [0, 2, 4, 6].map((i) => [list[i]!, list[i + 1]!]);
