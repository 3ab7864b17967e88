import { expect } from 'vitest';
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
import { seededRandom } from '../../../../src/stats/index.ts';
import { interpret } from './interpreter.ts';

/**
 * Expects every gradient of a network to be what central differences in float64 give. The network reads its
 * input through a 1x1 convolution, so that gradients of values are checked as well.
 */
export function expectGradients(shape: readonly number[], build: (b: Builder, x: Value) => Value): void {
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
}

/** A weighted sum of the network's output (so that every element counts differently), and its gradients. */
export function lossProgram(
  shape: readonly number[],
  build: (b: Builder, x: Value) => Value,
  dropping = false,
) {
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
export function slopeAt(
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
