import type { ActivationKind, NodeOf } from '../../types.ts';
import type { Calculus } from '../calculus.ts';
import type { Tensor } from '../program.ts';
import type { Rule } from '../rule.ts';

export const activation: Rule<NodeOf<'activation'>> = (node, scope) => {
  const { value, slope } = curve(node.kind, scope.value(node.input), scope.to);
  return { value, pull: (dy) => ({ operands: [[node.input, scope.to.mul(dy, slope())]] }) };
};

/** A function of one number and its derivative. */
function curve(kind: ActivationKind, x: Tensor, to: Calculus): { value: Tensor; slope: () => Tensor } {
  const one = to.number(1);
  switch (kind) {
    case 'relu': {
      const value = to.unary('relu', x);
      return { value, slope: () => to.unary('sign', value) };
    }
    case 'relu6': {
      const six = to.number(6);
      const value = to.min(to.unary('relu', x), six);
      // 1 strictly between 0 and 6.
      const slope = () => to.mul(to.unary('sign', value), to.unary('sign', to.sub(six, value)));
      return { value, slope };
    }
    case 'gelu': {
      // x P(x), P the normal distribution's function and p its density: the derivative is P + x p.
      const error = to.unary('erf', to.mul(x, to.number(Math.SQRT1_2)));
      const half = to.number(0.5);
      const distribution = to.add(to.mul(error, half), half);
      const density = () =>
        to.mul(to.unary('exp', to.mul(to.mul(x, x), to.number(-0.5))), to.number(1 / Math.sqrt(2 * Math.PI)));
      return { value: to.mul(x, distribution), slope: () => to.add(distribution, to.mul(x, density())) };
    }
    case 'silu': {
      // x s: the derivative is s + y (1 - s).
      const gate = to.unary('sigmoid', x);
      const value = to.mul(x, gate);
      return { value, slope: () => to.add(gate, to.mul(value, to.sub(one, gate))) };
    }
    case 'sigmoid': {
      const value = to.unary('sigmoid', x);
      return { value, slope: () => to.mul(value, to.sub(one, value)) };
    }
  }
}
