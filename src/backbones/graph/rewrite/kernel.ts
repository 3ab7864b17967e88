import type { OperationOf, Padding, Pair, Parameter, ValueId } from '../../operators/index.ts';
import { elements } from '../../operators/index.ts';
import type { NodeOf } from '../types.ts';

/**
 * A linear, spatially local map of one value: correlation with a kernel, plus a bias. Every branch that
 * fusion knows is one of these. The functions below are its algebra; each returns a new kernel whose
 * tensors are derived (float64) when they are read.
 */
export interface Kernel {
  readonly input: ValueId;
  readonly inputs: number;
  readonly outputs: number;
  readonly groups: number;
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  /** [outputs, inputs / groups, ...size] */
  readonly weight: Parameter;
  /** [outputs] */
  readonly bias: Parameter | undefined;
}

export function kernelOfConv(conv: NodeOf<'conv'>): Kernel {
  const [outputs, perGroup] = conv.weight.shape as [number, number];
  return {
    input: conv.input,
    inputs: perGroup * conv.groups,
    outputs,
    groups: conv.groups,
    size: conv.kernel,
    stride: conv.stride,
    padding: conv.padding,
    weight: conv.weight,
    bias: conv.bias,
  };
}

/** Returns the convolution that computes a kernel, its tensors called `<name>.weight` and `<name>.bias`. */
export function convOfKernel(kernel: Kernel, name: string): OperationOf<'conv'> {
  return {
    op: 'conv',
    input: kernel.input,
    weight: renamed(kernel.weight, `${name}.weight`),
    ...(kernel.bias === undefined ? {} : { bias: renamed(kernel.bias, `${name}.bias`) }),
    kernel: kernel.size,
    stride: kernel.stride,
    padding: kernel.padding,
    groups: kernel.groups,
  };
}

/** Returns the identity of a value with `channels` channels: a depthwise 1x1 convolution with ones (a delta). */
export function identityKernel(input: ValueId, channels: number): Kernel {
  return {
    input,
    inputs: channels,
    outputs: channels,
    groups: channels,
    size: [1, 1],
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    weight: derive('delta', [channels, 1, 1, 1], [], () => new Float64Array(channels).fill(1)),
    bias: undefined,
  };
}

/** y = factor * kernel(x), one factor per output channel. */
export function scaled(kernel: Kernel, factor: Parameter): Kernel {
  return {
    ...kernel,
    weight: derive(kernel.weight.name, kernel.weight.shape, [kernel.weight, factor], ([weight, by]) =>
      timesRows(weight!, by!),
    ),
    bias:
      kernel.bias &&
      derive(kernel.bias.name, kernel.bias.shape, [kernel.bias, factor], ([bias, by]) =>
        timesRows(bias!, by!),
      ),
  };
}

/** y = kernel(x) + shift, one shift per output channel. */
export function shifted(kernel: Kernel, shift: Parameter): Kernel {
  const { bias } = kernel;
  if (bias === undefined) return { ...kernel, bias: shift };
  return {
    ...kernel,
    bias: derive(bias.name, bias.shape, [bias, shift], ([a, b]) => a!.map((value, i) => value + b![i]!)),
  };
}

/** Returns a batch norm as factor and shift: weight / sqrt(variance + epsilon), and bias - mean * factor. */
export function affineOfBatchNorm(norm: NodeOf<'batch_norm'>): { factor: Parameter; shift: Parameter } {
  const { weight, bias, mean, variance, epsilon } = norm;
  const factor = derive(`${norm.name}.factor`, weight.shape, [weight, variance], ([w, v]) =>
    w!.map((value, i) => value / Math.sqrt(v![i]! + epsilon)),
  );
  const shift = derive(`${norm.name}.shift`, bias.shape, [bias, mean, factor], ([b, m, f]) =>
    b!.map((value, i) => value - m![i]! * f![i]!),
  );
  return { factor, shift };
}

/** y = -kernel(x). */
export function negated(kernel: Kernel): Kernel {
  const minus = derive('minus', [kernel.outputs], [], () => new Float64Array(kernel.outputs).fill(-1));
  return scaled(kernel, minus);
}

/**
 * pointwise(kernel(x)) as one kernel, `outer` being a 1x1 convolution of stride 1 without padding.
 * The result has the coarser grouping of the two.
 */
export function composed(outer: Kernel, inner: Kernel): Kernel | undefined {
  if (
    outer.size.join() !== '1,1' ||
    outer.stride.join() !== '1,1' ||
    outer.padding.some((pad) => pad !== 0)
  ) {
    return undefined;
  }
  const groups = commonGroups(outer.groups, inner.groups);
  if (groups === undefined) return undefined;
  const [first, second] = [regrouped(inner, groups), regrouped(outer, groups)];
  const taps = elements(inner.size);
  const middle = inner.outputs / groups;
  const perInput = (inner.inputs / groups) * taps;
  const weight = derive(
    outer.weight.name,
    [outer.outputs, inner.inputs / groups, ...inner.size],
    [second.weight, first.weight],
    ([after, before]) => {
      const out = new Float64Array(outer.outputs * perInput);
      for (let o = 0; o < outer.outputs; o++) {
        const group = Math.floor(o / (outer.outputs / groups));
        for (let m = 0; m < middle; m++) {
          const by = after![o * middle + m]!;
          const row = (group * middle + m) * perInput;
          for (let i = 0; i < perInput; i++) out[o * perInput + i]! += by * before![row + i]!;
        }
      }
      return out;
    },
  );
  const through =
    first.bias &&
    derive(first.bias.name, [outer.outputs], [second.weight, first.bias], ([after, bias]) => {
      const out = new Float64Array(outer.outputs);
      for (let o = 0; o < outer.outputs; o++) {
        const group = Math.floor(o / (outer.outputs / groups));
        for (let m = 0; m < middle; m++) out[o]! += after![o * middle + m]! * bias![group * middle + m]!;
      }
      return out;
    });
  const kernel = { ...inner, outputs: outer.outputs, groups, weight, bias: through };
  return outer.bias === undefined ? kernel : shifted(kernel, outer.bias);
}

/**
 * The sum of kernels of the same input as one kernel, or undefined when they do not add up: other
 * strides, groupings of which none divides the others, or padding that gives other sizes at this
 * `inputSize` (rows, columns).
 */
export function added(kernels: readonly Kernel[], inputSize: Pair): Kernel | undefined {
  const [first, ...rest] = kernels;
  if (first === undefined) return undefined;
  if (rest.some((k) => k.input !== first.input || k.outputs !== first.outputs)) return undefined;
  if (rest.some((k) => k.stride.join() !== first.stride.join())) return undefined;
  const groups = kernels.reduce<number | undefined>(
    (common, k) => (common === undefined ? undefined : commonGroups(common, k.groups)),
    first.groups,
  );
  const frame = commonFrame(kernels, inputSize);
  if (groups === undefined || frame === undefined) return undefined;
  const aligned = kernels.map((kernel) => framed(regrouped(kernel, groups), frame.size, frame.padding));
  const weights = aligned.map((kernel) => kernel.weight);
  const biases = aligned.map((kernel) => kernel.bias).filter((bias) => bias !== undefined);
  const shape = [first.outputs, first.inputs / groups, ...frame.size];
  return {
    ...first,
    groups,
    ...frame,
    weight: derive('sum.weight', shape, weights, total),
    bias: biases.length === 0 ? undefined : derive('sum.bias', [first.outputs], biases, total),
  };
}

/** Returns the coarser grouping if it divides the finer one, so that a merged kernel never costs more than the separate ones. */
function commonGroups(a: number, b: number): number | undefined {
  const [coarse, fine] = a < b ? [a, b] : [b, a];
  return fine % coarse === 0 ? coarse : undefined;
}

/** The same map with fewer groups: the kernel's rows spread over the inputs of the larger groups, zeros between. */
function regrouped(kernel: Kernel, groups: number): Kernel {
  if (kernel.groups === groups) return kernel;
  const { outputs, inputs, weight } = kernel;
  const from = inputs / kernel.groups;
  const to = inputs / groups;
  const taps = elements(kernel.size);
  const spread = derive(weight.name, [outputs, to, ...kernel.size], [weight], ([values]) => {
    const out = new Float64Array(outputs * to * taps);
    for (let o = 0; o < outputs; o++) {
      const firstInput = Math.floor(o / (outputs / kernel.groups)) * from;
      const groupStart = Math.floor(o / (outputs / groups)) * to;
      const row = values!.subarray(o * from * taps, (o + 1) * from * taps);
      out.set(row, (o * to + firstInput - groupStart) * taps);
    }
    return out;
  });
  return { ...kernel, groups, weight: spread };
}

/** The smallest kernel and padding that contain all of them with their taps aligned; undefined if sizes disagree. */
function commonFrame(
  kernels: readonly Kernel[],
  inputSize: Pair,
): Pick<Kernel, 'size' | 'padding'> | undefined {
  const axis = (i: 0 | 1): { size: number; before: number; after: number } | undefined => {
    const before = Math.max(...kernels.map((k) => k.padding[i]));
    // Taps reach from -padding to size - 1 - padding around the window's anchor.
    const reach = Math.max(...kernels.map((k) => k.size[i] - 1 - k.padding[i]));
    const size = before + reach + 1;
    const stride = (kernels[0] as Kernel).stride[i];
    const count = (k: number, pads: number): number => Math.floor((inputSize[i] + pads - k) / stride) + 1;
    const counts = new Set(kernels.map((k) => count(k.size[i], k.padding[i] + k.padding[i === 0 ? 2 : 3])));
    const [wanted] = counts;
    if (counts.size !== 1 || wanted === undefined) return undefined;
    const after = Math.max(
      ...kernels.map((k) => k.padding[i === 0 ? 2 : 3] + reach - (k.size[i] - 1 - k.padding[i])),
    );
    return count(size, before + after) === wanted ? { size, before, after } : undefined;
  };
  const [rows, columns] = [axis(0), axis(1)];
  if (rows === undefined || columns === undefined) return undefined;
  return {
    size: [rows.size, columns.size],
    padding: [rows.before, columns.before, rows.after, columns.after],
  };
}

/** Enlarges a kernel with zeros around it; the map stays the same. */
function framed(kernel: Kernel, size: Pair, padding: Padding): Kernel {
  if (kernel.size.join() === size.join() && kernel.padding.join() === padding.join()) return kernel;
  const [height, width] = kernel.size;
  const [rows, columns] = size;
  const [down, across] = [padding[0] - kernel.padding[0], padding[1] - kernel.padding[1]];
  const planes = kernel.outputs * (kernel.inputs / kernel.groups);
  const shape = [kernel.outputs, kernel.inputs / kernel.groups, ...size];
  const weight = derive(kernel.weight.name, shape, [kernel.weight], ([values]) => {
    const out = new Float64Array(planes * rows * columns);
    for (let p = 0; p < planes; p++) {
      for (let y = 0; y < height; y++) {
        const line = values!.subarray((p * height + y) * width, (p * height + y + 1) * width);
        out.set(line, (p * rows + y + down) * columns + across);
      }
    }
    return out;
  });
  return { ...kernel, size, padding, weight };
}

/** Returns a parameter that is computed from others. */
export function derive(
  name: string,
  shape: readonly number[],
  from: readonly Parameter[],
  compute: (values: readonly Float64Array[]) => Float64Array,
): Parameter {
  return { name, shape, role: 'learnable', derivation: { from, compute } };
}

/** Renames a parameter; a stored tensor is still read by its original name. */
function renamed(parameter: Parameter, name: string): Parameter {
  if (parameter.name === name) return parameter;
  if (parameter.derivation !== undefined) return { ...parameter, name };
  return derive(name, parameter.shape, [parameter], ([values]) => values!);
}

/** Every row of a tensor (its first axis) times one factor; `factors` may hold any trailing axes of size 1. */
export function timesRows(tensor: Float64Array, factors: Float64Array): Float64Array {
  const row = tensor.length / factors.length;
  const out = new Float64Array(tensor.length);
  for (let r = 0, i = 0; r < factors.length; r++) {
    const factor = factors[r]!;
    for (const end = i + row; i < end; i++) out[i] = tensor[i]! * factor;
  }
  return out;
}

function total(tensors: readonly Float64Array[]): Float64Array {
  const [first, ...rest] = tensors as [Float64Array, ...Float64Array[]];
  const out = first.slice();
  for (const tensor of rest) for (let i = 0; i < out.length; i++) out[i]! += tensor[i]!;
  return out;
}
