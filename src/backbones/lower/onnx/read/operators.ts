import { layoutRules } from './operators-layout.ts';
import { convTransposed, gemm, matmul, windowed } from './operators-linear.ts';
import type { Found, NodeView, Rule } from './shapes.ts';

/** Operators whose first output has the shape of their first operand. */
const SAME = [
  ...[
    'Abs',
    'BatchNormalization',
    'Cast',
    'Ceil',
    'Celu',
    'Clip',
    'Cos',
    'DequantizeLinear',
    'Dropout',
    'Elu',
  ],
  ...['Erf', 'Exp', 'Floor', 'Gelu', 'GroupNormalization', 'HardSigmoid', 'HardSwish', 'Identity'],
  ...[
    'InstanceNormalization',
    'LayerNormalization',
    'LeakyRelu',
    'Log',
    'LogSoftmax',
    'LpNormalization',
    'LRN',
  ],
  ...[
    'Mish',
    'Neg',
    'Not',
    'PRelu',
    'QuantizeLinear',
    'Reciprocal',
    'Relu',
    'Round',
    'Selu',
    'Sigmoid',
    'Sign',
  ],
  ...[
    'Sin',
    'Softmax',
    'Softplus',
    'Softsign',
    'Sqrt',
    'Swish',
    'Tanh',
    'ThresholdedRelu',
    'FastGelu',
    'QuickGelu',
  ],
];

/** Operators on elements that are brought to one shape; arithmetic on whole numbers is carried out. */
const ELEMENTWISE: Readonly<Record<string, ((a: number, b: number) => number) | undefined>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => Math.trunc(a / b),
  Max: Math.max,
  Min: Math.min,
  Mod: (a, b) => a - b * Math.floor(a / b),
  Pow: undefined,
  Sum: undefined,
  Where: undefined,
  And: undefined,
  Or: undefined,
  Equal: undefined,
  Less: undefined,
  Greater: undefined,
  BiasGelu: undefined,
};

/** How the shape of an operator's result follows from its operands; `https://onnx.ai/onnx/operators`. */
export const operatorRules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...SAME.map((op): [string, Rule] => [op, sameAsFirst]),
  ...Object.entries(ELEMENTWISE).map(([op, compute]): [string, Rule] => [
    op,
    (view) => elementwise(view, compute),
  ]),
  ['Conv', (view) => windowed(view, view.shape(1))],
  ['FusedConv', (view) => windowed(view, view.shape(1))],
  ['ConvInteger', (view) => windowed(view, view.shape(1))],
  ['QLinearConv', (view) => windowed(view, view.shape(3))],
  ['ConvTranspose', convTransposed],
  ['MaxPool', (view) => windowed(view)],
  ['AveragePool', (view) => windowed(view)],
  ['LpPool', (view) => windowed(view)],
  ['MatMul', (view) => matmul(view.shape(0), view.shape(1))],
  ['MatMulInteger', (view) => matmul(view.shape(0), view.shape(1))],
  ['QLinearMatMul', (view) => matmul(view.shape(0), view.shape(3))],
  ['QLinearAdd', (view) => shapeOf(broadcast([view.shape(0), view.shape(3)]))],
  ['QLinearGlobalAveragePool', globalPool],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalPool],
  ['GlobalMaxPool', globalPool],
  ...layoutRules,
]);

/** One shape for all, by NumPy's rule; undefined if one is unknown or they do not go together. */
export function broadcast(shapes: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const axes = Math.max(...shapes.map((shape) => shape?.length ?? 0));
  const result: number[] = Array(axes).fill(1);
  for (const shape of shapes) {
    if (shape === undefined) return undefined;
    for (const [i, size] of shape.entries()) {
      const axis = axes - shape.length + i;
      if (result[axis] !== 1 && size !== 1 && result[axis] !== size) return undefined;
      if (size !== 1) result[axis] = size;
    }
  }
  return result;
}

function sameAsFirst(view: NodeView): Found | undefined {
  const found = shapeOf(view.shape(0));
  const integers = view.node.op === 'Cast' || view.node.op === 'Identity' ? view.integers(0) : undefined;
  return found && (integers === undefined ? found : { ...found, integers });
}

function elementwise(view: NodeView, compute?: (a: number, b: number) => number): Found | undefined {
  const operands = view.node.inputs.map((_, i) => view.shape(i));
  const found = shapeOf(broadcast(operands));
  const [a, b] = [view.integers(0), view.integers(1)];
  if (found === undefined || compute === undefined || a === undefined || b === undefined) return found;
  const length = Math.max(a.length, b.length);
  if ((a.length !== 1 && a.length !== length) || (b.length !== 1 && b.length !== length)) return found;
  const integers = Array.from({ length }, (_, i) =>
    compute(a[a.length === 1 ? 0 : i]!, b[b.length === 1 ? 0 : i]!),
  );
  return { ...found, integers };
}

function globalPool(view: NodeView): Found | undefined {
  const shape = view.shape(0);
  return shape && shapeOf(shape.map((size, axis) => (axis < 2 ? size : 1)));
}

function shapeOf(shape: readonly number[] | undefined): Found | undefined {
  return shape && { shapes: [shape] };
}
