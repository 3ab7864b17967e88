import { broadcast, type ForeignOperator, type Found, type NodeView } from './operator.ts';
import { layoutOperators } from './operators-layout.ts';
import { linearOperators } from './operators-linear.ts';

/** Operators whose first output has the shape of their first operand. */
const SAME =
  'Abs BatchNormalization Cast Ceil Celu Clip Cos DequantizeLinear Dropout Elu Erf Exp Floor Gelu GroupNormalization HardSigmoid HardSwish Identity InstanceNormalization LayerNormalization LeakyRelu Log LogSoftmax LpNormalization LRN Mish Neg Not PRelu QuantizeLinear Reciprocal Relu Round Selu Sigmoid Sign Sin Softmax Softplus Softsign Sqrt Swish Tanh ThresholdedRelu FastGelu QuickGelu';

/** Operators on elements that are broadcast to one shape; arithmetic on integers is carried out. */
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

/** Operators that multiply and add in ways that are not counted here: a total without them would be wrong. */
const UNCOUNTED =
  'LSTM GRU RNN Einsum Attention MultiHeadAttention GroupQueryAttention If Loop Scan QAttention FusedMatMul FusedGemm MatMulNBits NhwcConv DeformConv Col2Im';

/** How the shape and the cost of a node follow from its operands; `https://onnx.ai/onnx/operators`. */
export const foreignOperators: ReadonlyMap<string, ForeignOperator> = new Map<string, ForeignOperator>([
  ...SAME.split(' ').map((op): [string, ForeignOperator] => [op, { shape: sameAsFirst }]),
  ...Object.entries(ELEMENTWISE).map(([op, compute]): [string, ForeignOperator] => [
    op,
    { shape: (view) => elementwise(view, compute) },
  ]),
  ...UNCOUNTED.split(' ').map((op): [string, ForeignOperator] => [op, { macs: 'uncounted' }]),
  ['QLinearAdd', { shape: (view) => shapeOf(broadcast([view.shape(0), view.shape(3)])) }],
  ['QLinearGlobalAveragePool', { shape: globalPool }],
  ['GlobalAveragePool', { shape: globalPool }],
  ['GlobalMaxPool', { shape: globalPool }],
  ...linearOperators,
  ...layoutOperators,
]);

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
