import type { Tensor, Window } from './definition/calculus.ts';
import {
  addBias,
  affine,
  asMatrix,
  biasGradient,
  channelwise,
  type Differentiable,
  type Scope,
} from './definition/gradient.ts';
import { convolutionFilter, depthwiseFilter } from './definition/layout.ts';
import { windowAttributes } from './definition/onnx.ts';
import { operator, type Placed, type Value } from './definition/operator.ts';
import {
  type Padding,
  type Pair,
  type Parameter,
  positions,
  type Shape,
  type ValueId,
} from './definition/tensors.ts';
import {
  fusedOps,
  integers,
  type TfjsAttribute,
  type TfjsNodes,
  type TfjsOperands,
  vector,
} from './definition/tfjs.ts';
import { covered, eachWindow, mapShape, samePadding, squareWindow, windowsIn } from './definition/windows.ts';

export interface Conv {
  readonly op: 'conv';
  readonly input: ValueId;
  /** [O, I / groups, kh, kw] */
  readonly weight: Parameter;
  /** [O] */
  readonly bias?: Parameter;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly groups: number;
}

export interface ConvOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  /** A number pads every side; 'same' pads as TensorFlow does (see `samePadding`). Default: floor(kernel / 2). */
  readonly padding?: number | 'same';
}

export const conv = operator<Conv>()({
  op: 'conv',
  summary: 'correlation with zero padding, in groups of channels',
  operands: ['input'],
  parameters: ['weight', 'bias'],
  build: (to) => ({
    conv(name: string, x: Value, options: ConvOptions): Value {
      const { out, kernel, stride = 1, groups = 1, bias = false, padding = Math.floor(kernel / 2) } = options;
      return to.scope(name, () => {
        const window = squareWindow(kernel, stride, padding === 'same' ? 0 : padding);
        return to.add('', {
          op: 'conv',
          input: x.id,
          weight: to.parameter('weight', [out, (x.shape[1] as number) / groups, kernel, kernel]),
          ...(bias ? { bias: to.parameter('bias', [out]) } : {}),
          ...window,
          ...(padding === 'same' ? { padding: samePadding(x.shape, window.kernel, window.stride) } : {}),
          groups,
        });
      });
    },
  }),
  shape(node, shapeOf, fail) {
    const [batch, channels, height, width] = mapShape(shapeOf(node.input), fail);
    const { weight, groups } = node;
    const outputs = weight.shape[0] as number;
    if (channels % groups !== 0 || outputs % groups !== 0) {
      fail(`a convolution with ${groups} groups cannot go from ${channels} to ${outputs} channels`);
    }
    const expected = [outputs, channels / groups, ...node.kernel];
    if (weight.shape.join() !== expected.join()) {
      fail(`the weight is [${weight.shape}], but ${channels} input channels need [${expected}]`);
    }
    return [batch, outputs, ...windowsIn([height, width], node, fail)];
  },
  /** Output elements x inputs per group x kernel area. */
  macs: (node) => [...node.shape, ...node.weight.shape.slice(1)].reduce((product, size) => product * size, 1),
  evaluate(node, { value, shape, tensor }) {
    const x = value(node.input);
    const [weight, bias] = [tensor(node.weight), node.bias && tensor(node.bias)];
    const [outputs, each] = node.weight.shape as [number, number];
    const taps = node.kernel[0] * node.kernel[1];
    return (n, output, row, column) => {
      const first = Math.floor(output / (outputs / node.groups)) * each;
      let sum = bias?.[output] ?? 0;
      for (const at of covered(node, shape(node.input), row, column)) {
        for (let i = 0; i < each; i++)
          sum += weight[(output * each + i) * taps + at.tap]! * x(n, first + i, at.row, at.column);
      }
      return sum;
    };
  },
  onnx: {
    best(node, operands, to) {
      const tensors = [to.parameter(node.weight), ...(node.bias ? [to.parameter(node.bias)] : [])];
      return to.node('Conv', node.name, [operands.name(node.input), ...tensors], {
        ...windowAttributes(node),
        group: { int: node.groups },
      });
    },
  },
  tfjs: { write: writeTfjs, fuses: ({ bias }) => bias !== undefined },
  gradient(node, scope) {
    // Four ways to compute one derivative; which is fastest depends on kernel, groups and map size.
    const { input, weight, bias, groups } = node;
    const channels = scope.shape(input)[1] as number;
    const pointwise =
      [...node.kernel, ...node.stride].every((n) => n === 1) && node.padding.every((n) => n === 0);
    if (pointwise && groups === 1) return affine(input, weight, bias, scope);
    if (pointwise && groups === channels && channels === node.shape[1])
      return channelwise(input, weight, bias, scope);
    const pairs = positions(scope.shape(input)) * positions(node.shape);
    return groups === channels && pairs <= MATRIX_LIMIT ? depthwise(node, scope) : windowed(node, scope);
  },
});

/** tfjs has full and depthwise convolutions; any other grouping becomes one convolution per group. */
function writeTfjs(node: Placed<Conv>, operands: TfjsOperands, to: TfjsNodes): string {
  const x = operands.name(node.input);
  const channels = operands.shape(node.input)[1] as number;
  const activation = operands.activation(node.id);
  const name = activation?.name ?? node.name;
  const attributes = {
    strides: { ints: [1, ...node.stride, 1] },
    dilations: { ints: [1, 1, 1, 1] },
    data_format: { string: 'NHWC' },
    ...tfjsPadding(node.padding),
  };
  const fused = { ...attributes, ...fusedOps(activation) };
  if (node.groups === channels) {
    const filter = to.parameter(node.weight, 'depthwise', (values) =>
      depthwiseFilter(values, node.weight.shape, channels),
    );
    if (!node.bias) return to.node('DepthwiseConv2dNative', name, [x, filter], attributes);
    return to.node('FusedDepthwiseConv2dNative', name, [x, filter, vector(node.bias, to)], fused);
  }
  if (node.groups === 1) {
    const filter = to.parameter(node.weight, 'filter', (values) =>
      convolutionFilter(values, node.weight.shape),
    );
    if (!node.bias) return to.node('Conv2D', name, [x, filter], attributes);
    return to.node('_FusedConv2D', name, [x, filter, vector(node.bias, to)], fused);
  }

  const { groups, weight, bias } = node;
  const [outputs, inputs, height, width] = weight.shape as [number, number, number, number];
  const each = outputs / groups;
  const parts = Array.from({ length: groups }, (_, group) => {
    const from = integers([0, 0, 0, (group * channels) / groups], to);
    const size = integers([-1, -1, -1, channels / groups], to);
    const part = to.node('Slice', `${name}.input_${group}`, [x, from, size]);
    const filter = to.parameter(weight, `filter ${group}`, (values) => {
      const elements = each * inputs * height * width;
      const own = values.subarray(group * elements, (group + 1) * elements);
      return convolutionFilter(own, [each, inputs, height, width]);
    });
    if (!bias) return to.node('Conv2D', `${name}.group_${group}`, [part, filter], attributes);
    const offsets = to.parameter(bias, `vector ${group}`, (values) => ({
      dims: [each],
      values: values.slice(group * each, (group + 1) * each),
    }));
    return to.node('_FusedConv2D', `${name}.group_${group}`, [part, filter, offsets], fused);
  });
  const axis = to.constant(Int32Array.of(3), []);
  return to.node('ConcatV2', name, [...parts, axis], { N: { int: groups } });
}

function tfjsPadding([top, left, bottom, right]: Padding): Record<string, TfjsAttribute> {
  if (top + left + bottom + right === 0) return { padding: { string: 'VALID' } };
  return {
    padding: { string: 'EXPLICIT' },
    explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] },
  };
}

/** Largest product of input and output positions for which a depthwise convolution is computed by matrices. */
const MATRIX_LIMIT = 1 << 16;

/**
 * Each channel's convolution as a matrix from input to output positions: T = w Z, where Z says which weight
 * joins which positions. T is linear in the weight and in the input, so both gradients are products, too.
 */
function depthwise(node: Placed<Conv>, scope: Scope): Differentiable {
  const { to, batch } = scope;
  const { weight, bias } = node;
  const [, channels] = scope.shape(node.input) as [number, number];
  const outputs = weight.shape[0] as number;
  const [taps, from, onto] = [
    node.kernel[0] * node.kernel[1],
    positions(scope.shape(node.input)),
    positions(node.shape),
  ];
  const places = placement(node, scope.shape(node.input), scope);
  const each = outputs / channels;
  const transfer = to.reshape(to.gemm(to.reshape(scope.parameter(weight), [outputs, taps]), places), [
    channels,
    each,
    from,
    onto,
  ]);
  const x = to.reshape(scope.value(node.input), [channels, 1, batch, from]);
  const swap = [0, 1, 3, 2];
  return {
    value: addBias(asMatrix(scope, to.matmul(x, transfer), outputs), bias, scope),
    pull(dy) {
      const gradient = to.reshape(dy, [channels, each, batch, onto]);
      const back = to.matmul(gradient, to.transpose(transfer, swap));
      const dTransfer = to.reshape(to.matmul(to.transpose(x, swap), gradient), [outputs, from * onto]);
      return {
        operands: [[node.input, asMatrix(scope, each === 1 ? back : to.sum(back, [1]), channels)]],
        parameters: [
          [weight, to.reshape(to.gemm(dTransfer, places, { b: true }), weight.shape)],
          ...biasGradient(dy, bias, scope),
        ],
      };
    },
  };
}

/**
 * Any convolution, by convolutions. The weight's gradient is the correlation of input and gradient with the
 * images as channels: [C / g, g N, H, W] with [O, N, H', W'] in g groups, dilated by the stride.
 */
function windowed(node: Placed<Conv>, scope: Scope): Differentiable {
  const { to, batch } = scope;
  const { weight, bias, groups, kernel, padding } = node;
  const [, channels, height, width] = scope.shape(node.input) as [number, number, number, number];
  const [outputs, each, ...size] = weight.shape as [number, number, number, number];
  const window: Window = { stride: node.stride, padding, dilation: [1, 1], groups };
  const x = scope.value(node.input);
  const tensor = scope.parameter(weight);
  const y = to.conv(imagesFirst(x, scope.shape(node.input), scope), tensor, window);
  return {
    value: addBias(channelsFirst(y, scope), bias, scope),
    pull(dy) {
      const back = to.convTranspose(imagesFirst(dy, node.shape, scope), tensor, window, [height, width]);
      const grouped = to.transpose(to.reshape(x, [groups, each, batch, height * width]), [1, 0, 2, 3]);
      const correlated = to.conv(
        to.reshape(grouped, [each, groups * batch, height, width]),
        to.reshape(dy, [outputs, batch, ...node.shape.slice(2)]),
        { stride: [1, 1], padding, dilation: node.stride, groups },
      );
      // Rows and columns that the stride leaves over belong to no weight.
      const cut = to.slice(to.slice(correlated, 2, 0, kernel[0]), 3, 0, kernel[1]);
      return {
        operands: [[node.input, asMatrix(scope, channelsFirst(back, scope), channels)]],
        parameters: [
          [weight, to.reshape(to.transpose(cut, [1, 0, 2, 3]), [outputs, each, ...size])],
          ...biasGradient(dy, bias, scope),
        ],
      };
    },
  };
}

/**
 * Which element of a window joins which input position to which output position: a matrix of zeros and ones
 * [kh * kw, input positions * output positions].
 */
function placement(node: Placed<Conv>, from: Shape, scope: Scope): Tensor {
  const onto = positions(node.shape);
  const joined = positions(from) * onto;
  const taps = node.kernel[0] * node.kernel[1];
  const { kernel, stride, padding, shape } = node;
  const name = `placement ${[kernel, stride, padding, from.slice(2), shape.slice(2)].join(' ')}`;
  return scope.to.constant(name, [taps, joined], () => {
    const values = new Float32Array(taps * joined);
    eachWindow(node, from, (output, covers) => {
      for (const { tap, row, column } of covers)
        values[tap * joined + (row * (from[3] as number) + column) * onto + output] = 1;
    });
    return values;
  });
}

function imagesFirst(matrix: Tensor, shape: Shape, scope: Scope): Tensor {
  const [batch, channels, ...size] = shape as [number, number, ...number[]];
  return scope.to.transpose(scope.to.reshape(matrix, [channels, batch, ...size]), [1, 0, 2, 3]);
}

function channelsFirst(map: Tensor, scope: Scope): Tensor {
  return asMatrix(scope, scope.to.transpose(map, [1, 0, 2, 3]));
}
