import type { NodeOf, Shape } from '../../types.ts';
import type { Tensor, Window } from '../program.ts';
import { asMatrix, column, type Differentiable, positions, type Rule, type Scope } from '../rule.ts';
import { addBias, affine, biasGradient } from './affine.ts';
import { placement } from './placement.ts';

/** Largest product of input and output positions for which a depthwise convolution is done by matrices. */
const MATRIX_LIMIT = 1 << 16;

/** Four recipes for one derivative; which is fastest depends on kernel, groups and map size. */
export const conv: Rule<NodeOf<'conv'>> = (node, scope) => {
  const [, channels] = scope.shape(node.input) as [number, number];
  const plain = [...node.kernel, ...node.stride].every((n) => n === 1) && node.padding.every((n) => n === 0);
  if (plain && node.groups === 1) return affine(node.input, node.weight, node.bias, scope);
  if (plain && node.groups === channels && channels === node.shape[1]) return pointwise(node, scope);
  const pairs = positions(scope.shape(node.input)) * positions(node.shape);
  return node.groups === channels && pairs <= MATRIX_LIMIT ? depthwise(node, scope) : windowed(node, scope);
};

/** A depthwise 1x1 convolution is one factor a channel. */
function pointwise({ input, weight, bias }: NodeOf<'conv'>, scope: Scope): Differentiable {
  const { to } = scope;
  const x = scope.value(input);
  const factors = column(scope, weight);
  return {
    value: addBias(to.mul(x, factors), bias, scope),
    pull: (dy) => ({
      operands: [[input, to.mul(dy, factors)]],
      parameters: [
        [weight, to.reshape(to.sum(to.mul(dy, x), [1]), weight.shape)],
        ...biasGradient(dy, bias, scope),
      ],
    }),
  };
}

/**
 * Each channel's convolution as a matrix from input to output positions: T = w Z, where Z says which weight
 * joins which positions. Linear in the weight and in the input, so that both gradients are products too.
 */
function depthwise(node: NodeOf<'conv'>, scope: Scope): Differentiable {
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
function windowed(node: NodeOf<'conv'>, scope: Scope): Differentiable {
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

function imagesFirst(matrix: Tensor, shape: Shape, scope: Scope): Tensor {
  const [batch, channels, ...size] = shape as [number, number, ...number[]];
  return scope.to.transpose(scope.to.reshape(matrix, [channels, batch, ...size]), [1, 0, 2, 3]);
}

function channelsFirst(map: Tensor, scope: Scope): Tensor {
  return asMatrix(scope, scope.to.transpose(map, [1, 0, 2, 3]));
}
