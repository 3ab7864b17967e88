import type { Calculus, Tensor } from './definition/calculus.ts';
import type { OnnxNodes } from './definition/onnx.ts';
import { operator, type Placed, type Value } from './definition/operator.ts';
import type { ValueId } from './definition/tensors.ts';
import { scalar } from './definition/tfjs.ts';

export type ActivationKind = 'relu' | 'relu6' | 'gelu' | 'silu' | 'sigmoid';

export interface Activation {
  readonly op: 'activation';
  readonly input: ValueId;
  readonly kind: ActivationKind;
}

export const activation = operator<Activation>()({
  op: 'activation',
  summary: 'a function of each element: relu, relu6, gelu (exact), silu or sigmoid',
  operands: ['input'],
  parameters: [],
  build: (to) => ({
    activation: (kind: ActivationKind, x: Value): Value =>
      to.add(kind, { op: 'activation', input: x.id, kind }),
  }),
  shape: (node, shapeOf) => shapeOf(node.input),
  macs: 0,
  evaluate({ input, kind }, { value }) {
    const x = value(input);
    return (n, c, row, column) => functions[kind](x(n, c, row, column));
  },
  onnx: {
    best: (node, operands, to) => writeOnnx(node, operands.name(node.input), to),
    channelsLast: (node, operands, to) => writeOnnx(node, operands.last(node.input), to),
  },
  tfjs: {
    write(node, operands, to) {
      const { name, kind } = node;
      const x = operands.name(node.input);
      switch (kind) {
        case 'relu':
          return to.node('Relu', name, [x]);
        case 'relu6':
          return to.node('Relu6', name, [x]);
        case 'sigmoid':
          return to.node('Sigmoid', name, [x]);
        case 'silu':
          return to.node('Mul', name, [x, to.node('Sigmoid', `${name}.sigmoid`, [x])]);
        case 'gelu': {
          // x / 2 * (1 + erf(x / sqrt 2)): tfjs has no kernel for it.
          const argument = to.node('Mul', `${name}.argument`, [x, scalar(Math.SQRT1_2, to)]);
          const half = to.node('Mul', `${name}.half`, [x, scalar(0.5, to)]);
          const weighted = to.node('Mul', `${name}.weighted`, [
            half,
            to.node('Erf', `${name}.erf`, [argument]),
          ]);
          return to.node('AddV2', name, [half, weighted]);
        }
      }
    },
    fusedAs: ({ kind }) =>
      ({ relu: 'Relu', relu6: 'Relu6', sigmoid: 'Sigmoid', gelu: undefined, silu: undefined })[kind],
  },
  gradient(node, scope) {
    const { value, slope } = curve(node.kind, scope.value(node.input), scope.to);
    return { value, pull: (dy) => ({ operands: [[node.input, scope.to.mul(dy, slope())]] }) };
  },
});

const functions: Readonly<Record<ActivationKind, (x: number) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  gelu: (x) => (x / 2) * (1 + erf(x * Math.SQRT1_2)),
  silu: (x) => x / (1 + Math.exp(-x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

/** The error function by its Taylor series; beyond 5 it equals its limit to 12 digits. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function writeOnnx({ kind, name }: Placed<Activation>, x: string, to: OnnxNodes): string {
  switch (kind) {
    case 'relu':
      return to.node('Relu', name, [x]);
    case 'relu6': {
      const [low, high] = [0, 6].map((value) => to.constant(Float32Array.of(value), []));
      return to.node('Clip', name, [x, low as string, high as string]);
    }
    case 'gelu':
      return to.node('Gelu', name, [x], { approximate: { string: 'none' } });
    case 'silu':
      return to.node('Mul', name, [x, to.node('Sigmoid', `${name}.sigmoid`, [x])]);
    case 'sigmoid':
      return to.node('Sigmoid', name, [x]);
  }
}

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
