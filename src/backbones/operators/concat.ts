import { operator, type Value } from './definition/operator.ts';
import type { ValueId } from './definition/tensors.ts';

export interface Concat {
  readonly op: 'concat';
  readonly parts: readonly ValueId[];
}

export const concat = operator<Concat>()({
  op: 'concat',
  summary: 'values with the same positions, their channels one after the other',
  operands: ['parts'],
  parameters: [],
  build: (to) => ({
    concat: (...parts: readonly Value[]): Value =>
      to.add('concat', { op: 'concat', parts: parts.map(({ id }) => id) }),
  }),
  shape({ parts }, shapeOf, fail) {
    const shapes = parts.map(shapeOf);
    const [batch, , ...rest] = shapes[0] ?? fail('a concatenation needs at least one value');
    for (const shape of shapes)
      if (shape.toSpliced(1, 1).join() !== [batch, ...rest].join())
        fail(`cannot concatenate [${shape}] to [${shapes[0]}]`);
    return [batch as number, shapes.reduce((channels, shape) => channels + (shape[1] as number), 0), ...rest];
  },
  macs: 0,
  evaluate({ parts }, { value, shape }) {
    const channels = parts.flatMap((id) =>
      Array.from({ length: shape(id)[1] as number }, (_, i) => ({ of: value(id), i })),
    );
    return (n, c, row, column) => channels[c]!.of(n, channels[c]!.i, row, column);
  },
  onnx: {
    best: (node, { name }, to) => to.node('Concat', node.name, node.parts.map(name), { axis: { int: 1 } }),
    channelsLast: (node, { last }, to) =>
      to.node('Concat', node.name, node.parts.map(last), { axis: { int: -1 } }),
  },
  tfjs: {
    write({ name, parts, shape }, operands, to) {
      const axis = to.constant(Int32Array.of(shape.length - 1), []);
      return to.node('ConcatV2', name, [...parts.map(operands.name), axis], { N: { int: parts.length } });
    },
  },
  /** Channels are rows, so each part gets its rows of the gradient. */
  gradient: ({ parts }, { to, value }) => ({
    value: to.concat(parts.map(value), 0),
    pull(dy) {
      let start = 0;
      return {
        operands: parts.map((id) => {
          const end = start + (value(id).dims[0] as number);
          const own = to.slice(dy, 0, start, end);
          start = end;
          return [id, own];
        }),
      };
    },
  }),
});
