import { broadcast, type ForeignOperator, type Found, type NodeView, product } from './operator.ts';

/** Convolutions, pooling and matrix products; MACs are output elements times what each of them sums over. */
export const linearOperators: readonly [string, ForeignOperator][] = [
  ...['Conv', 'FusedConv', 'ConvInteger'].map((op): [string, ForeignOperator] => [op, convolution(1)]),
  ['QLinearConv', convolution(3)],
  [
    'ConvTranspose',
    {
      shape: convTransposed,
      macs: (view) => product(view.shape(0)) * product(view.shape(1)?.slice(1)),
    },
  ],
  ...['MaxPool', 'AveragePool', 'LpPool'].map((op): [string, ForeignOperator] => [
    op,
    { shape: (view) => windowed(view) },
  ]),
  ['MatMul', matrixProduct(1)],
  ['MatMulInteger', matrixProduct(1)],
  ['QLinearMatMul', matrixProduct(3)],
  [
    'Gemm',
    { shape: gemm, macs: (view, outputs) => outputs * (view.shape(0)?.[1 - view.int('transA', 0)] ?? 0) },
  ],
];

/** @param weight index of the operand that is the weight */
function convolution(weight: number): ForeignOperator {
  return {
    shape: (view) => windowed(view, view.shape(weight)),
    macs: (view, outputs) => outputs * product(view.shape(weight)?.slice(1)),
  };
}

/** @param second index of the second matrix among the operands */
function matrixProduct(second: number): ForeignOperator {
  return {
    shape: (view) => matmul(view.shape(0), view.shape(second)),
    macs: (view, outputs) => outputs * (view.shape(0)?.at(-1) ?? 0),
  };
}

/**
 * Convolution and pooling: [N, C, ...sides] to [N, weight[0] or C, ...sides].
 *
 * @param weight shape of the weight, [O, I / groups, ...kernel]; absent for pooling, whose kernel is an attribute
 */
function windowed(view: NodeView, weight?: readonly number[]): Found | undefined {
  const input = view.shape(0);
  const kernel = view.ints('kernel_shape') ?? weight?.slice(2);
  const pools = /Pool$/.test(view.node.op);
  if (input === undefined || kernel === undefined || (!pools && weight === undefined)) return undefined;
  const sides = input.slice(2);
  if (sides.length !== kernel.length) return undefined;
  const stride = view.ints('strides') ?? sides.map(() => 1);
  const dilation = view.ints('dilations') ?? sides.map(() => 1);
  const pads = view.ints('pads') ?? [...sides, ...sides].map(() => 0);
  const automatic = view.text('auto_pad') ?? 'NOTSET';
  const round = view.int('ceil_mode', 0) === 1 ? Math.ceil : Math.floor;
  const result = sides.map((side, i) => {
    const step = stride[i]!;
    if (automatic === 'SAME_UPPER' || automatic === 'SAME_LOWER') return Math.ceil(side / step);
    const padding = automatic === 'VALID' ? 0 : pads[i]! + pads[i + sides.length]!;
    return round((side + padding - dilation[i]! * (kernel[i]! - 1) - 1) / step) + 1;
  });
  const channels = weight?.[0] ?? input[1]!;
  return { shapes: [[input[0]!, channels, ...result]] };
}

function convTransposed(view: NodeView): Found | undefined {
  const [input, weight] = [view.shape(0), view.shape(1)];
  if (input === undefined || weight === undefined || view.text('auto_pad')?.startsWith('SAME'))
    return undefined;
  const sides = input.slice(2);
  const kernel = view.ints('kernel_shape') ?? weight.slice(2);
  const stride = view.ints('strides') ?? sides.map(() => 1);
  const dilation = view.ints('dilations') ?? sides.map(() => 1);
  const pads = view.ints('pads') ?? [...sides, ...sides].map(() => 0);
  const extra = view.ints('output_padding') ?? sides.map(() => 0);
  const result =
    view.ints('output_shape') ??
    sides.map(
      (side, i) =>
        stride[i]! * (side - 1) +
        extra[i]! +
        dilation[i]! * (kernel[i]! - 1) +
        1 -
        pads[i]! -
        pads[i + sides.length]!,
    );
  return { shapes: [[input[0]!, weight[1]! * view.int('group', 1), ...result]] };
}

/** The matrix product of the last two axes, the others broadcast. */
function matmul(a: readonly number[] | undefined, b: readonly number[] | undefined): Found | undefined {
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return undefined;
  const rows = a.length === 1 ? [] : [a.at(-2)!];
  const columns = b.length === 1 ? [] : [b.at(-1)!];
  const inner = b.length === 1 ? b[0] : b.at(-2);
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  if (batch === undefined || a.at(-1) !== inner) return undefined;
  return { shapes: [[...batch, ...rows, ...columns]] };
}

function gemm(view: NodeView): Found | undefined {
  const [a, b] = [view.shape(0), view.shape(1)];
  if (a?.length !== 2 || b?.length !== 2) return undefined;
  return { shapes: [[a[view.int('transA', 0)]!, b[1 - view.int('transB', 0)]!]] };
}
