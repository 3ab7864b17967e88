import { asMatrix, byImage } from './definition/gradient.ts';
import { operator, type Value } from './definition/operator.ts';
import { positions, type ValueId } from './definition/tensors.ts';

export interface Multiply {
  readonly op: 'multiply';
  readonly a: ValueId;
  /** The shape of `a`, or one position ([N, C, 1, 1]). */
  readonly b: ValueId;
}

export const multiply = operator<Multiply>()({
  op: 'multiply',
  summary: 'product element by element; the second operand may have one position',
  operands: ['a', 'b'],
  parameters: [],
  build: (to) => ({
    multiply: (a: Value, b: Value): Value => to.add('multiply', { op: 'multiply', a: a.id, b: b.id }),
  }),
  shape(node, shapeOf, fail) {
    const [a, b] = [shapeOf(node.a), shapeOf(node.b)];
    const fits =
      a.length === b.length && b.every((size, axis) => size === a[axis] || (axis > 1 && size === 1));
    if (!fits) fail(`cannot multiply [${a}] by [${b}]`);
    return a;
  },
  macs: 0,
  evaluate(node, { value, shape }) {
    const [a, b] = [value(node.a), value(node.b)];
    const [rows = 1, columns = 1] = shape(node.b).slice(2);
    return (n, c, row, column) =>
      a(n, c, row, column) * b(n, c, Math.min(row, rows - 1), Math.min(column, columns - 1));
  },
  onnx: {
    best: (node, operands, to) => to.node('Mul', node.name, [operands.name(node.a), operands.name(node.b)]),
  },
  tfjs: {
    write: (node, operands, to) => to.node('Mul', node.name, [operands.name(node.a), operands.name(node.b)]),
  },
  gradient(node, scope) {
    const { to } = scope;
    // [C, N, P] and [C, N, P] or [C, N, 1].
    const [a, b] = [byImage(scope, scope.value(node.a)), byImage(scope, scope.value(node.b))];
    const isBroadcast = positions(scope.shape(node.b)) < positions(scope.shape(node.a));
    return {
      value: asMatrix(scope, to.mul(a, b)),
      pull(dy) {
        const gradient = byImage(scope, dy);
        const toB = to.mul(gradient, a);
        return {
          operands: [
            [node.a, asMatrix(scope, to.mul(gradient, b))],
            [node.b, asMatrix(scope, isBroadcast ? to.sum(toB, [2]) : toB)],
          ],
        };
      },
    };
  },
});
