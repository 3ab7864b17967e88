import type { Tensor } from './definition/calculus.ts';
import { type OnnxNodes, sizes } from './definition/onnx.ts';
import { operator, type Placed, type Value } from './definition/operator.ts';
import type { ValueId } from './definition/tensors.ts';
import { integers } from './definition/tfjs.ts';

export interface Slice {
  readonly op: 'slice';
  readonly input: ValueId;
  readonly start: number;
  readonly end: number;
}

export const slice = operator<Slice>()({
  op: 'slice',
  summary: 'channels `start` to `end` - 1',
  operands: ['input'],
  parameters: [],
  build: (to) => ({
    slice: (x: Value, start: number, end: number): Value =>
      to.add(`slice_${start}`, { op: 'slice', input: x.id, start, end }),
  }),
  shape({ input, start, end }, shapeOf, fail) {
    const [batch, channels, ...rest] = shapeOf(input) as [number, number, ...number[]];
    if (start < 0 || end <= start || end > channels)
      fail(`channels ${start} to ${end} are not within ${channels}`);
    return [batch, end - start, ...rest];
  },
  macs: 0,
  evaluate({ input, start }, { value }) {
    const x = value(input);
    return (n, c, row, column) => x(n, start + c, row, column);
  },
  onnx: {
    best: (node, operands, to) => writeOnnx(node, operands.name(node.input), 1, to),
    channelsLast: (node, operands, to) => writeOnnx(node, operands.last(node.input), 3, to),
  },
  tfjs: {
    write(node, operands, to) {
      const outer = node.shape.slice(1).map(() => 0);
      const begin = integers([...outer, node.start], to);
      const size = integers([...outer.map(() => -1), node.end - node.start], to);
      return to.node('Slice', node.name, [operands.name(node.input), begin, size]);
    },
  },
  /** Channels are rows; those left out get no gradient. */
  gradient(node, scope) {
    const { to } = scope;
    const x = scope.value(node.input);
    const [channels, columns] = x.dims as readonly [number, number];
    const zeros = (rows: number): Tensor[] =>
      rows === 0 ? [] : [to.constant('zeros', [rows, columns], () => new Float32Array(rows * columns))];
    return {
      value: to.slice(x, 0, node.start, node.end),
      pull: (dy) => ({
        operands: [[node.input, to.concat([...zeros(node.start), dy, ...zeros(channels - node.end)], 0)]],
      }),
    };
  },
});

function writeOnnx({ name, start, end }: Placed<Slice>, x: string, axis: number, to: OnnxNodes): string {
  return to.node('Slice', name, [x, ...[start, end, axis].map((at) => sizes(to, [at]))]);
}
