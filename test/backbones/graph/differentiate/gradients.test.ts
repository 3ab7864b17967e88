import { describe, expect, test } from 'vitest';
import {
  calculus,
  differentiate,
  type Program,
  type Tensor,
} from '../../../../src/backbones/graph/differentiate/index.ts';
import {
  type Builder,
  buildGraph,
  elements,
  type Parameter,
  type Value,
} from '../../../../src/backbones/graph/index.ts';
import { operators } from '../../../../src/backbones/operators/index.ts';
import { seededRandom } from '../../../../src/stats/index.ts';
import { interpret } from './interpreter.ts';

/** Each network reads its input through a 1x1 convolution, so that gradients of values are checked too. */
const networks: Record<string, { shape: number[]; build: (b: Builder, x: Value) => Value }> = {
  'conv 1x1': { shape: [2, 3, 3, 3], build: (b, x) => b.conv('c', x, { out: 4, kernel: 1, bias: true }) },
  'conv 3x3': { shape: [2, 3, 4, 5], build: (b, x) => b.conv('c', x, { out: 2, kernel: 3, bias: true }) },
  'conv 3x3 of stride 2, a row left over': {
    shape: [2, 2, 6, 5],
    build: (b, x) => b.conv('c', x, { out: 3, kernel: 3, stride: 2 }),
  },
  'conv 3x3 of stride 2, padded as TensorFlow does': {
    shape: [2, 2, 6, 6],
    build: (b, x) => b.conv('c', x, { out: 3, kernel: 3, stride: 2, padding: 'same' }),
  },
  'conv 1x1 of stride 2': {
    shape: [2, 2, 5, 5],
    build: (b, x) => b.conv('c', x, { out: 3, kernel: 1, stride: 2 }),
  },
  'conv in 2 groups': {
    shape: [2, 4, 4, 4],
    build: (b, x) => b.conv('c', x, { out: 6, kernel: 3, groups: 2 }),
  },
  'depthwise 1x1': {
    shape: [2, 3, 2, 3],
    build: (b, x) => b.conv('c', x, { out: 3, kernel: 1, groups: 3, bias: true }),
  },
  'depthwise 3x3': {
    shape: [2, 3, 4, 4],
    build: (b, x) => b.conv('c', x, { out: 3, kernel: 3, groups: 3, bias: true }),
  },
  'depthwise 5x5 of stride 2 to twice the channels': {
    shape: [2, 2, 4, 5],
    build: (b, x) => b.conv('c', x, { out: 4, kernel: 5, stride: 2, groups: 2 }),
  },
  linear: { shape: [3, 4], build: (b, x) => b.linear('l', x, { out: 2 }) },
  'linear on a map': { shape: [2, 3, 2, 2], build: (b, x) => b.linear('l', x, { out: 4, bias: false }) },
  batch_norm: { shape: [3, 2, 2, 3], build: (b, x) => b.batchNorm('n', x) },
  layer_norm: { shape: [2, 4, 2, 2], build: (b, x) => b.layerNorm('n', x, { epsilon: 1e-6 }) },
  'group_norm in 1 group': {
    shape: [2, 3, 2, 2],
    build: (b, x) => b.groupNorm('n', x, { groups: 1, epsilon: 1e-5 }),
  },
  'group_norm in 2 groups': {
    shape: [2, 4, 2, 2],
    build: (b, x) => b.groupNorm('n', x, { groups: 2, epsilon: 1e-5 }),
  },
  scale: { shape: [2, 3, 2, 2], build: (b, x) => b.scale('s', x, [3, 1, 1]) },
  relu: { shape: [2, 3, 3, 3], build: (b, x) => b.activation('relu', x) },
  relu6: { shape: [2, 3, 3, 3], build: (b, x) => b.activation('relu6', b.scale('s', x, [3])) },
  gelu: { shape: [2, 3, 3, 3], build: (b, x) => b.activation('gelu', x) },
  silu: { shape: [2, 3, 3, 3], build: (b, x) => b.activation('silu', x) },
  sigmoid: { shape: [2, 3, 3, 3], build: (b, x) => b.activation('sigmoid', x) },
  'average_pool, the border divided by fewer': {
    shape: [2, 2, 4, 4],
    build: (b, x) => b.averagePool(x, { kernel: 3, padding: 1 }),
  },
  'average_pool of stride 2 that counts padding': {
    shape: [2, 2, 5, 4],
    build: (b, x) => b.averagePool(x, { kernel: 3, stride: 2, padding: 1, countPadding: true }),
  },
  global_average_pool: { shape: [2, 3, 3, 2], build: (b, x) => b.globalAveragePool(x) },
  'sum with a subtraction': {
    shape: [2, 3, 2, 2],
    build: (b, x) => b.subtract(b.sum(x, b.activation('gelu', x)), b.scale('s', x, [3])),
  },
  multiply: {
    shape: [2, 3, 2, 2],
    build: (b, x) => b.multiply(x, b.activation('sigmoid', b.scale('s', x, [3]))),
  },
  'multiply by one position': {
    shape: [2, 3, 2, 2],
    build: (b, x) => b.multiply(x, b.activation('sigmoid', b.globalAveragePool(x, { keepPositions: true }))),
  },
  concat: {
    shape: [2, 3, 2, 2],
    build: (b, x) => b.concat(b.activation('gelu', x), x, b.scale('s', x, [3])),
  },
  'resize, nearest': {
    shape: [2, 2, 3, 4],
    build: (b, x) => b.resize(x, { mode: 'nearest', size: [6, 3] }),
  },
  'resize, bilinear': {
    shape: [2, 2, 3, 4],
    build: (b, x) => b.resize(x, { mode: 'bilinear', size: [5, 8] }),
  },
  slice: { shape: [2, 5, 2, 2], build: (b, x) => b.sum(b.slice(x, 0, 2), b.slice(x, 2, 4)) },
  attention: {
    shape: [2, 4, 2, 2],
    build: (b, x) => {
      const [q, k, v] = ['q', 'k', 'v'].map((name) => b.linear(name, x, { out: 4 })) as [Value, Value, Value];
      return b.attention(q, k, v, { heads: 2, scale: 0.7 });
    },
  },
  'attention to fewer positions with a position table': {
    shape: [2, 4, 2, 2],
    build: (b, x) => {
      const fewer = b.averagePool(x, { kernel: 2, stride: 2 });
      const [k, v] = ['k', 'v'].map((name) => b.linear(name, fewer, { out: 4 })) as [Value, Value];
      return b.attention(x, k, v, { heads: 2, scale: 0.7, bias: b.parameter('table', [2, 4, 1]) });
    },
  },
};

test('every operator with a gradient has a network here', () => {
  const used = Object.values(networks).flatMap(({ shape, build }) => {
    const b = buildGraph('net', shape);
    return b.finish(build(b, b.input)).nodes.map(({ op }) => op);
  });
  const differentiable = operators.filter(({ gradient }) => !('unsupported' in gradient)).map(({ op }) => op);
  expect([...new Set(used)].toSorted()).toEqual(['input', ...differentiable].toSorted());
});

describe('gradients agree with finite differences in float64', () => {
  test.each(Object.entries(networks))('%s', (_, { shape, build }) => {
    const { program, parameters, inputs } = lossProgram(shape, build);
    const outputs = interpret(program, inputs);
    expect(parameters.length).toBeGreaterThan(0);
    for (const parameter of parameters) {
      const gradient = outputs.get(`d ${parameter.name}`)!;
      expect(gradient.length).toBe(elements(parameter.shape));
      const scale = Math.max(...gradient.map(Math.abs), 1e-3);
      for (let i = 0; i < gradient.length; i++) {
        const expected = slopeAt(program, inputs, parameter.name, i);
        expect(Math.abs(gradient[i]! - expected) / scale, `${parameter.name}[${i}]`).toBeLessThan(2e-6);
      }
    }
  });

  test('stochastic depth scales the gradient of a term by its factor', () => {
    const build = (b: Builder, x: Value): Value => b.sum(x, b.activation('gelu', b.scale('s', x, [3])));
    const { program, inputs } = lossProgram([2, 3, 2, 2], build, true);
    const dropped = interpret(program, { ...inputs, factors: [0, 0] });
    expect(dropped.get('d s')!.every((value) => value === 0)).toBe(true);
    const outputs = interpret(program, { ...inputs, factors: [0, 2] });
    for (let i = 0; i < 3; i++) {
      const expected = slopeAt(program, { ...inputs, factors: [0, 2] }, 's', i);
      expect(outputs.get('d s')![i]).toBeCloseTo(expected, 6);
    }
  });
});

test('a batch norm reports the statistics of the batch and normalises by them', () => {
  const b = buildGraph('net', [2, 1, 1, 2]);
  const graph = b.finish(b.batchNorm('n', b.input));
  const to = calculus();
  const input = to.input('x', [1, 4]);
  const { output, statistics } = differentiate(graph, to, {
    input,
    parameter: (p) => to.input(p.name, p.shape),
  });
  const { node, mean, variance, samples } = statistics[0]!;
  expect([node.mean.name, node.variance.name, samples]).toEqual(['n.running_mean', 'n.running_var', 4]);
  const named = new Map([
    ['y', output],
    ['mean', mean],
    ['variance', variance],
  ]);
  const outputs = interpret(to.finish(named), { x: [1, 2, 3, 6], 'n.weight': [2], 'n.bias': [1] });
  expect(outputs.get('mean')).toEqual(Float64Array.of(3));
  expect(outputs.get('variance')).toEqual(Float64Array.of(3.5));
  expect(outputs.get('y')![3]).toBeCloseTo(1 + (2 * 3) / Math.sqrt(3.5 + 1e-5), 6);
});

/** A weighted sum of the network's output (so that every element counts differently), and its gradients. */
function lossProgram(shape: readonly number[], build: (b: Builder, x: Value) => Value, dropping = false) {
  const b = buildGraph('net', shape);
  const first =
    shape.length === 4
      ? b.conv('first', b.input, { out: shape[1]!, kernel: 1 })
      : b.linear('first', b.input, { out: shape[1]! });
  const graph = b.finish(build(b, first));
  const to = calculus();
  const [batch, channels] = shape as [number, number];
  const input = to.input('images', [channels, elements(shape) / channels]);
  const factors = dropping ? to.input('factors', [1, batch, 1]) : undefined;
  const { output, gradients } = differentiate(graph, to, {
    input,
    parameter: (p) => to.input(p.name, p.shape),
    factor: (_, term) => (term === 1 ? factors : undefined),
  });
  const weights = to.constant('weights', output.dims, () => random('weights', elements(output.dims)));
  const loss = to.sum(to.mul(output, weights), [0, 1]);
  const outputs = new Map<string, Tensor>([['loss', loss]]);
  for (const [parameter, gradient] of gradients(weights)) outputs.set(`d ${parameter.name}`, gradient);
  const parameters = graph.parameters.filter((parameter: Parameter) => parameter.role === 'learnable');
  const inputs: Record<string, Float64Array> = {
    images: Float64Array.from(random('images', elements(shape))),
  };
  for (const { name, shape: sizes } of parameters)
    inputs[name] = Float64Array.from(random(name, elements(sizes)));
  return { program: to.finish(outputs), parameters, inputs };
}

/** Central difference of the loss. */
function slopeAt(
  program: Program,
  inputs: Record<string, ArrayLike<number>>,
  name: string,
  i: number,
): number {
  const step = 1e-5;
  const [above, below] = [step, -step].map((change) => {
    const moved = Float64Array.from(inputs[name]!);
    moved[i] = moved[i]! + change;
    return interpret(program, { ...inputs, [name]: moved }).get('loss')![0]!;
  });
  return (above! - below!) / (2 * step);
}

function random(key: string, length: number): Float32Array {
  const uniform = seededRandom(key);
  return Float32Array.from({ length }, () => 2.4 * uniform() - 1.2);
}
