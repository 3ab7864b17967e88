import { inferShape } from './shapes.ts';
import {
  type ActivationKind,
  type Graph,
  GraphError,
  type Node,
  type Operation,
  type Padding,
  type Pair,
  type Parameter,
  type Shape,
  type Term,
  type ValueId,
} from './types.ts';

/** A value while the graph is built. */
export interface Value {
  readonly id: ValueId;
  readonly shape: Shape;
}

export interface ConvOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  /**
   * A number pads every side; 'same' pads as TensorFlow does, from the input size (total
   * max((ceil(n / s) - 1) * s + k - n, 0), the smaller half first). Default: floor(kernel / 2).
   */
  readonly padding?: number | 'same';
}

/**
 * Builds a graph the way a model's paper reads: every call adds one operation and returns its value.
 * Scopes give names: a parameter is called exactly what the public checkpoint calls it, and every scope
 * that returns a value is remembered as a module of the graph.
 */
export interface Builder {
  /** The network's input, [batch, channels, height, width]. */
  readonly input: Value;
  /** Runs `build` inside the scope `name`; an empty name stays in the current scope. */
  scope<T>(name: string, build: () => T): T;
  conv(name: string, x: Value, options: ConvOptions): Value;
  /** The same matrix at every position: weight [out, in]. */
  linear(name: string, x: Value, options: { readonly out: number; readonly bias?: boolean }): Value;
  batchNorm(name: string, x: Value, options?: { readonly epsilon?: number }): Value;
  layerNorm(name: string, x: Value, options: { readonly epsilon: number }): Value;
  groupNorm(name: string, x: Value, options: { readonly groups: number; readonly epsilon: number }): Value;
  /** Multiplies by the learnable tensor `name` of the given shape, one factor a channel. */
  scale(name: string, x: Value, shape: Shape): Value;
  activation(kind: ActivationKind, x: Value): Value;
  averagePool(
    x: Value,
    options: {
      readonly kernel: number;
      readonly stride?: number;
      readonly padding?: number;
      readonly countPadding?: boolean;
    },
  ): Value;
  globalAveragePool(x: Value, options?: { readonly keepPositions?: boolean }): Value;
  sum(...values: readonly Value[]): Value;
  subtract(a: Value, b: Value): Value;
  multiply(a: Value, b: Value): Value;
  slice(x: Value, start: number, end: number): Value;
  attention(
    query: Value,
    key: Value,
    value: Value,
    options: { readonly heads: number; readonly scale: number; readonly bias?: Parameter },
  ): Value;
  /** Declares a learnable tensor that several nodes share. */
  parameter(name: string, shape: Shape): Parameter;
  /** Ends the graph. */
  finish(output: Value): Graph;
}

/** Starts a graph for inputs of one shape [batch, channels, height, width]. */
export function buildGraph(name: string, inputShape: Shape): Builder {
  const nodes: Node[] = [];
  const parameters: Parameter[] = [];
  const known = new Set<string>();
  const modules = new Map<string, ValueId>();
  let path: readonly string[] = [];

  const shapeOf = (id: ValueId): Shape => (nodes[id] as Node).shape;
  const pathOf = (local: string): string => [...path, ...(local === '' ? [] : [local])].join('.');

  const declare = (local: string, shape: Shape, role: Parameter['role'] = 'learnable'): Parameter => {
    const full = pathOf(local);
    if (known.has(full)) throw new GraphError(`${full}: this parameter is declared twice`);
    known.add(full);
    const parameter = { name: full, shape, role };
    parameters.push(parameter);
    return parameter;
  };
  const add = (local: string, operation: Operation): Value => {
    const full = pathOf(local);
    const shape = operation.op === 'input' ? inputShape : inferShape(full, operation, shapeOf);
    const node: Node = { ...operation, id: nodes.length, name: full, shape };
    nodes.push(node);
    return node;
  };
  const scope = <T>(local: string, build: () => T): T => {
    const outer = path;
    path = local === '' ? path : [...path, local];
    try {
      const result = build();
      if (local !== '' && isValue(result)) modules.set(path.join('.'), result.id);
      return result;
    } finally {
      path = outer;
    }
  };
  const channelsOf = (x: Value): number => x.shape[1] as number;

  const input = add('input', { op: 'input' });
  return {
    input,
    scope,
    parameter: (local, shape) => declare(local, shape),
    conv: (
      local,
      x,
      { out, kernel, stride = 1, groups = 1, bias = false, padding = Math.floor(kernel / 2) },
    ) =>
      scope(local, () => {
        const weight = declare('weight', [out, channelsOf(x) / groups, kernel, kernel]);
        return add('', {
          op: 'conv',
          input: x.id,
          weight,
          ...(bias ? { bias: declare('bias', [out]) } : {}),
          kernel: [kernel, kernel],
          stride: [stride, stride],
          padding:
            padding === 'same' ? samePadding(x.shape, kernel, stride) : [padding, padding, padding, padding],
          groups,
        });
      }),
    linear: (local, x, { out, bias = true }) =>
      scope(local, () => {
        const weight = declare('weight', [out, channelsOf(x)]);
        return add('', {
          op: 'linear',
          input: x.id,
          weight,
          ...(bias ? { bias: declare('bias', [out]) } : {}),
        });
      }),
    batchNorm: (local, x, { epsilon = 1e-5 } = {}) =>
      scope(local, () => {
        const shape = [channelsOf(x)];
        const weight = declare('weight', shape);
        const bias = declare('bias', shape);
        const mean = declare('running_mean', shape, 'statistic');
        const variance = declare('running_var', shape, 'statistic');
        declare('num_batches_tracked', [], 'counter');
        return add('', { op: 'batch_norm', input: x.id, weight, bias, mean, variance, epsilon });
      }),
    layerNorm: (local, x, { epsilon }) =>
      scope(local, () => {
        const weight = declare('weight', [channelsOf(x)]);
        return add('', {
          op: 'layer_norm',
          input: x.id,
          weight,
          bias: declare('bias', [channelsOf(x)]),
          epsilon,
        });
      }),
    groupNorm: (local, x, { groups, epsilon }) =>
      scope(local, () => {
        const weight = declare('weight', [channelsOf(x)]);
        const bias = declare('bias', [channelsOf(x)]);
        return add('', { op: 'group_norm', input: x.id, weight, bias, groups, epsilon });
      }),
    scale: (local, x, shape) => add(local, { op: 'scale', input: x.id, weight: declare(local, shape) }),
    activation: (kind, x) => add(kind, { op: 'activation', input: x.id, kind }),
    averagePool: (x, { kernel, stride = 1, padding = 0, countPadding = false }) =>
      add('pool', {
        op: 'average_pool',
        input: x.id,
        kernel: [kernel, kernel],
        stride: [stride, stride],
        padding: [padding, padding, padding, padding],
        countPadding,
      }),
    globalAveragePool: (x, { keepPositions = false } = {}) =>
      add('global_pool', { op: 'global_average_pool', input: x.id, keepPositions }),
    sum: (...values) =>
      add('', { op: 'sum', terms: values.map((value): Term => ({ value: value.id, sign: 1 })) }),
    subtract: (a, b) =>
      add('', {
        op: 'sum',
        terms: [
          { value: a.id, sign: 1 },
          { value: b.id, sign: -1 },
        ],
      }),
    multiply: (a, b) => add('multiply', { op: 'multiply', a: a.id, b: b.id }),
    slice: (x, start, end) => add(`slice_${start}`, { op: 'slice', input: x.id, start, end }),
    attention: (query, key, value, options) =>
      add('attention', { op: 'attention', query: query.id, key: key.id, value: value.id, ...options }),
    finish: (output) => ({ name, nodes, output: output.id, parameters, modules }),
  };
}

function isValue(candidate: unknown): candidate is Value {
  return typeof candidate === 'object' && candidate !== null && 'id' in candidate && 'shape' in candidate;
}

function samePadding(shape: Shape, kernel: number, stride: number): Padding {
  const [top, bottom] = sameAxis(shape[2] as number, kernel, stride);
  const [left, right] = sameAxis(shape[3] as number, kernel, stride);
  return [top, left, bottom, right];
}

function sameAxis(size: number, kernel: number, stride: number): Pair {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}
