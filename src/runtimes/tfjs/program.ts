import type * as Tensorflow from '@tensorflow/tfjs';
import type { GraphModelJson } from '../../backbones/lower/tfjs/index.ts';
import { tfjsKernels } from '../../backbones/operators/index.ts';

type Tf = typeof Tensorflow;
type Tensor = Tensorflow.Tensor;
type NodeDef = GraphModelJson['modelTopology']['node'][number];
type Call = (operands: readonly Tensor[]) => Tensor;

/** A GraphModel as a list of calls of tfjs operations. */
export interface TfjsProgram {
  /** One inference; the result belongs to the caller. */
  run(input: Tensor): Tensor;
  dispose(): void;
}

/** One call: the slots that it reads and fills, and those that no later call reads. */
interface Step {
  readonly call: Call;
  readonly reads: readonly number[];
  readonly fills: number;
  readonly frees: readonly number[];
}

/**
 * Compiles a GraphModel that `toTfjs` wrote. The executor of tfjs looks up every attribute and operand by name at every
 * inference, which takes a tenth of a small model's time; here that happens once. Intermediate values are freed after
 * their last use.
 *
 * @throws Error for an operation that `toTfjs` does not write
 */
export function compileTfjs(tf: Tf, json: GraphModelJson, weights: ArrayBuffer, output: string): TfjsProgram {
  const constants = readConstants(tf, json, weights);
  const { node: nodes } = json.modelTopology;
  const slots = new Map(nodes.map(({ name }, i) => [name, i]));
  const slotOf = (name: string) => slots.get(name.replace(/:\d+$/, '')) as number;
  const result = slotOf(json.signature.outputs[output]?.name ?? output);
  const values: (Tensor | undefined)[] = nodes.map(({ name }) => constants.tensors.get(name));
  const fixed = new Set(nodes.flatMap(({ op }, i) => (op === 'Const' || op === 'Placeholder' ? [i] : [])));
  const input = nodes.findIndex(({ op }) => op === 'Placeholder');

  const calls = nodes.flatMap((node, fills) => {
    if (fixed.has(fills)) return [];
    return [{ ...compileNode(tf, node, constants.integers, slotOf), fills }];
  });
  const lastReader = new Map<number, number>();
  for (const [at, { reads }] of calls.entries()) for (const slot of reads) lastReader.set(slot, at);
  const steps: Step[] = calls.map((call, at) => ({
    ...call,
    // A value that no call reads is freed at once, except the result.
    frees: [...new Set([...call.reads, call.fills])].filter(
      (slot) => (lastReader.get(slot) ?? at) === at && !fixed.has(slot) && slot !== result,
    ),
  }));

  return {
    run: (x) => {
      values[input] = x;
      for (const { call, reads, fills, frees } of steps) {
        values[fills] = call(reads.map((slot) => values[slot]!));
        for (const slot of frees) values[slot]!.dispose();
      }
      return values[result]!;
    },
    dispose: () => tf.dispose([...constants.tensors.values()]),
  };
}

/** Real constants become tensors; lists of integers (axes, sizes) stay numbers. */
function readConstants(tf: Tf, json: GraphModelJson, weights: ArrayBuffer) {
  const tensors = new Map<string, Tensor>();
  const integers = new Map<string, number[]>();
  let offset = 0;
  for (const { name, shape, dtype } of json.weightsManifest.flatMap((group) => group.weights)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (dtype === 'int32') integers.set(name, [...new Int32Array(weights, offset, count)]);
    else tensors.set(name, tf.tensor(new Float32Array(weights, offset, count), [...shape]));
    offset += 4 * count;
  }
  return { tensors, integers };
}

function compileNode(
  tf: Tf,
  node: NodeDef,
  integers: ReadonlyMap<string, number[]>,
  slotOf: (name: string) => number,
): { call: Call; reads: number[] } {
  const names = node.input ?? [];
  const lists = names.flatMap((name) => (integers.has(name) ? [integers.get(name)!] : []));
  const reads = names.filter((name) => !integers.has(name)).map(slotOf);
  return { call: operation(tf, node, lists), reads };
}

/** The tfjs call of a node; `lists` are its integer operands in their order. */
function operation(tf: Tf, node: NodeDef, lists: readonly number[][]): Call {
  const attributes = readAttributes(node);
  const [first = [], second = []] = lists;
  switch (node.op) {
    case '_FusedConv2D':
    case 'FusedDepthwiseConv2dNative': {
      const { strides, pad } = windowOf(attributes);
      const activation = activationOf(attributes);
      const fused = node.op === '_FusedConv2D' ? tf.fused.conv2d : tf.fused.depthwiseConv2d;
      return ([x, filter, bias]) =>
        fused({ x: map(x), filter: map(filter), bias: bias!, strides, pad, activation });
    }
    case 'Conv2D': {
      const { strides, pad } = windowOf(attributes);
      return ([x, filter]) => tf.conv2d(map(x), map(filter), strides, pad);
    }
    case 'DepthwiseConv2dNative': {
      const { strides, pad } = windowOf(attributes);
      return ([x, filter]) => tf.depthwiseConv2d(map(x), map(filter), strides, pad);
    }
    case '_FusedMatMul': {
      const activation = activationOf(attributes);
      return ([a, b, bias]) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation });
    }
    case 'MatMul':
      return ([a, b]) => tf.matMul(a!, b!);
    case 'BatchMatMulV2': {
      const { adj_x, adj_y } = attributes as { adj_x: boolean; adj_y: boolean };
      return ([a, b]) => tf.matMul(a!, b!, adj_x, adj_y);
    }
    case 'FusedBatchNormV3': {
      const epsilon = attributes.epsilon as number;
      return ([x, weight, bias, mean, variance]) =>
        tf.batchNorm(x!, vector(mean), vector(variance), vector(bias), vector(weight), epsilon);
    }
    case 'AvgPool': {
      const { strides, pad } = windowOf(attributes);
      const [, height, width] = attributes.ksize as [number, number, number];
      return ([x]) => tf.avgPool(map(x), [height, width], strides, pad);
    }
    case 'PadV2': {
      const borders = pairs(first);
      return ([x]) => tf.pad(x!, borders);
    }
    case 'Mean':
      return ([x]) => tf.mean(x!, first, attributes.keep_dims as boolean);
    case 'Reshape':
      return ([x]) => tf.reshape(x!, first);
    case 'Transpose':
      return ([x]) => tf.transpose(x!, first);
    case 'Slice':
      return ([x]) => tf.slice(x!, first, second);
    case 'ConcatV2':
      return (parts) => tf.concat([...parts], first[0]);
    case 'Mul':
      return ([a, b]) => tf.mul(a!, b!);
    case 'AddV2':
      return ([a, b]) => tf.add(a!, b!);
    case 'Sub':
      return ([a, b]) => tf.sub(a!, b!);
    case 'Neg':
      return ([x]) => tf.neg(x!);
    case 'Square':
      return ([x]) => tf.square(x!);
    case 'Rsqrt':
      return ([x]) => tf.rsqrt(x!);
    case 'Erf':
      return ([x]) => tf.erf(x!);
    case 'Sigmoid':
      return ([x]) => tf.sigmoid(x!);
    case 'Relu':
      return ([x]) => tf.relu(x!);
    case 'Relu6':
      return ([x]) => tf.relu6(x!);
    case 'Softmax':
      return ([x]) => tf.softmax(x!);
    case 'Identity':
      return ([x]) => tf.clone(x!);
    default: {
      const kernel = tfjsKernels.get(node.op);
      if (kernel !== undefined) return (operands) => kernel(tf, operands.map(map), lists, attributes);
      throw new Error(`${node.name}: the operation "${node.op}" is not one that fastvit-bench writes`);
    }
  }
}

/** Strides, and padding as tfjs takes it. Its types lack the explicit form, which the kernels support. */
function windowOf(attributes: Record<string, unknown>): { strides: [number, number]; pad: 'same' | 'valid' } {
  const [, down, across] = attributes.strides as [number, number, number];
  const padding = attributes.padding as 'SAME' | 'VALID' | 'EXPLICIT';
  const pad =
    padding === 'EXPLICIT' ? pairs(attributes.explicit_paddings as number[]) : padding.toLowerCase();
  return { strides: [down, across], pad: pad as 'same' | 'valid' };
}

function activationOf(attributes: Record<string, unknown>): 'linear' | 'relu' | 'relu6' | 'sigmoid' {
  const [, name = 'linear'] = attributes.fused_ops as string[];
  return name.toLowerCase() as 'linear' | 'relu' | 'relu6' | 'sigmoid';
}

function pairs(values: readonly number[]): [number, number][] {
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);
}

function map(tensor: Tensor | undefined): Tensorflow.Tensor4D {
  return tensor as Tensorflow.Tensor4D;
}

function vector(tensor: Tensor | undefined): Tensorflow.Tensor1D {
  return tensor as Tensorflow.Tensor1D;
}

/** Converts attributes from protobuf's JSON form. */
function readAttributes(node: NodeDef): Record<string, unknown> {
  const read = (value: Record<string, unknown>): unknown => {
    if ('i' in value) return Number(value.i);
    if ('f' in value) return value.f;
    if ('b' in value) return value.b;
    if ('s' in value) return atob(value.s as string);
    const list = value.list as { i?: string[]; s?: string[] } | undefined;
    return list?.i?.map(Number) ?? list?.s?.map(atob);
  };
  return Object.fromEntries(
    Object.entries(node.attr).map(([key, value]) => [key, read(value as Record<string, unknown>)]),
  );
}
