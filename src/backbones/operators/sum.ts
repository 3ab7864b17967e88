import type { Tensor } from './definition/calculus.ts';
import { asMatrix, byImage, type Scope } from './definition/gradient.ts';
import { operator, type Placed, type Value } from './definition/operator.ts';
import type { ValueId } from './definition/tensors.ts';

export interface Sum {
  readonly op: 'sum';
  readonly terms: readonly Term[];
}

export interface Term {
  readonly value: ValueId;
  readonly sign: 1 | -1;
}

export const sum = operator<Sum>()({
  op: 'sum',
  summary: 'sum of values of one shape, each with its sign',
  operands: ['terms'],
  parameters: [],
  build: (to) => ({
    sum: (...values: readonly Value[]): Value =>
      to.add('', { op: 'sum', terms: values.map(({ id }): Term => ({ value: id, sign: 1 })) }),
    subtract: (a: Value, b: Value): Value =>
      to.add('', {
        op: 'sum',
        terms: [
          { value: a.id, sign: 1 },
          { value: b.id, sign: -1 },
        ],
      }),
  }),
  shape({ terms }, shapeOf, fail) {
    const [first, ...rest] = terms.map(({ value }) => shapeOf(value));
    if (first === undefined) return fail('a sum needs at least one term');
    for (const shape of rest) if (shape.join() !== first.join()) fail(`cannot add [${shape}] to [${first}]`);
    return first;
  },
  macs: 0,
  evaluate({ terms }, { value }) {
    const signed = terms.map((term) => ({ sign: term.sign, x: value(term.value) }));
    return (n, c, row, column) => signed.reduce((all, { sign, x }) => all + sign * x(n, c, row, column), 0);
  },
  onnx: {
    best: (node, operands, to) =>
      added(node, operands.name, (op, label, inputs) => to.node(op, `${node.name}.${label}`, inputs)),
    channelsLast: (node, operands, to) =>
      added(node, operands.last, (op, label, inputs) => to.node(op, `${node.name}.${label}`, inputs)),
  },
  tfjs: {
    write: (node, operands, to) =>
      added(node, operands.name, (op, label, inputs) =>
        label === 'sum'
          ? to.node(op === 'Add' ? 'AddV2' : op, node.name, inputs)
          : to.node(op, `${node.name}.${label}`, inputs),
      ),
  },
  /** Every term gets the gradient under its sign, and its factor where stochastic depth gives it one. */
  gradient(node, scope) {
    const { to } = scope;
    const weighed = (x: Tensor, term: number): Tensor => byFactor(x, scope.factor(node.id, term), scope);
    let value: Tensor | undefined;
    node.terms.forEach(({ value: id, sign }, term) => {
      const x = weighed(scope.value(id), term);
      if (value === undefined) value = sign === 1 ? x : to.unary('neg', x);
      else value = sign === 1 ? to.add(value, x) : to.sub(value, x);
    });
    return {
      value: value as Tensor,
      pull: (dy) => ({
        operands: node.terms.map(({ value: id, sign }, term) => {
          const gradient = weighed(dy, term);
          return [id, sign === 1 ? gradient : to.unary('neg', gradient)];
        }),
      }),
    };
  },
});

/** Starts with a positive term if there is one, so that a negation is rarely needed. */
function added(
  node: Placed<Sum>,
  name: (id: ValueId) => string,
  write: (op: 'Add' | 'Sub' | 'Neg', label: 'sum' | 'negative', inputs: string[]) => string,
): string {
  const [first, ...rest] = node.terms.toSorted((a, b) => b.sign - a.sign) as [Term, ...Term[]];
  const start = name(first.value);
  const signed = first.sign === 1 ? start : write('Neg', 'negative', [start]);
  return rest.reduce(
    (all, term) => write(term.sign === 1 ? 'Add' : 'Sub', 'sum', [all, name(term.value)]),
    signed,
  );
}

function byFactor(x: Tensor, factor: Tensor | undefined, scope: Scope): Tensor {
  return factor === undefined ? x : asMatrix(scope, scope.to.mul(byImage(scope, x), factor));
}
