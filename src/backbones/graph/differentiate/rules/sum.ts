import type { NodeOf } from '../../types.ts';
import type { Tensor } from '../program.ts';
import { asMatrix, byImage, type Rule, type Scope } from '../rule.ts';

/** Every term gets the gradient under its sign, and under its factor where stochastic depth gave it one. */
export const sum: Rule<NodeOf<'sum'>> = (node, scope) => {
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
};

function byFactor(x: Tensor, factor: Tensor | undefined, scope: Scope): Tensor {
  return factor === undefined ? x : asMatrix(scope, scope.to.mul(byImage(scope, x), factor));
}
