import { type ForeignOperator, type Found, type NodeView, product, type ShapeRule } from './operator.ts';

/** Operators that move elements, and those that report sizes. */
const rules: Readonly<Record<string, ShapeRule>> = {
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  Expand: expand,
  Pad: pad,
  Shape: shape,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  ReduceMean: reduce,
  ReduceSum: reduce,
  ReduceMax: reduce,
  ReduceMin: reduce,
  ReduceL2: reduce,
  ReduceProd: reduce,
};

export const layoutOperators: readonly [string, ForeignOperator][] = Object.entries(rules).map(
  ([op, rule]): [string, ForeignOperator] => [op, { shape: rule }],
);

function reshape(view: NodeView): Found | undefined {
  const [input, wanted] = [view.shape(0), view.integers(1)];
  if (input === undefined || wanted === undefined) return undefined;
  const result = wanted.map((size, i) =>
    size === 0 && view.int('allowzero', 0) === 0 ? (input[i] ?? 0) : size,
  );
  const open = result.indexOf(-1);
  const known = product(result.filter((size) => size !== -1));
  if (open >= 0) result[open] = known === 0 ? 0 : product(input) / known;
  if (!result.every((size) => Number.isInteger(size) && size >= 0)) return undefined;
  return withIntegers(result, view.integers(0));
}

function flatten(view: NodeView): Found | undefined {
  const input = view.shape(0);
  if (input === undefined) return undefined;
  const at = axisOf(view.int('axis', 1), input.length);
  return { shapes: [[product(input.slice(0, at)), product(input.slice(at))]] };
}

function transpose(view: NodeView): Found | undefined {
  const input = view.shape(0);
  if (input === undefined) return undefined;
  const order = view.ints('perm') ?? input.map((_, i) => input.length - 1 - i);
  const result = order.map((axis) => input[axis]);
  return result.includes(undefined) ? undefined : { shapes: [result as number[]] };
}

/** Axes were an attribute before opset 13 and are an operand since. */
function axesOf(view: NodeView): readonly number[] | undefined {
  return view.ints('axes') ?? view.integers(1);
}

function squeeze(view: NodeView): Found | undefined {
  const input = view.shape(0);
  if (input === undefined || (axesOf(view) === undefined && view.node.inputs.length > 1)) return undefined;
  const axes = axesOf(view)?.map((axis) => axisOf(axis, input.length));
  const result = input.filter((size, i) => (axes === undefined ? size !== 1 : !axes.includes(i)));
  return withIntegers(result, view.integers(0));
}

function unsqueeze(view: NodeView): Found | undefined {
  const [input, axes] = [view.shape(0), axesOf(view)];
  if (input === undefined || axes === undefined) return undefined;
  const rank = input.length + axes.length;
  const placed = axes.map((axis) => axisOf(axis, rank));
  const rest = [...input];
  const result = Array.from({ length: rank }, (_, i) => (placed.includes(i) ? 1 : (rest.shift() ?? 1)));
  return withIntegers(result, view.integers(0));
}

function concat(view: NodeView): Found | undefined {
  const shapes = view.node.inputs.map((_, i) => view.shape(i));
  const [first] = shapes;
  if (first === undefined) return undefined;
  const axis = axisOf(view.int('axis', 0), first.length);
  let total = 0;
  for (const one of shapes) {
    if (one === undefined || one.length !== first.length) return undefined;
    total += one[axis]!;
  }
  const lists = view.node.inputs.map((_, i) => view.integers(i));
  const integers = lists.includes(undefined) ? undefined : lists.flatMap((list) => list!);
  return withIntegers(first.with(axis, total), first.length === 1 ? integers : undefined);
}

function split(view: NodeView): Found | undefined {
  const input = view.shape(0);
  if (input === undefined) return undefined;
  const axis = axisOf(view.int('axis', 0), input.length);
  const size = input[axis]!;
  const count = view.node.outputs.length;
  const given = view.ints('split') ?? view.integers(1);
  if (given === undefined && view.node.inputs[1]) return undefined;
  const part = Math.ceil(size / count);
  const sizes =
    given ?? Array.from({ length: count }, (_, i) => Math.max(0, Math.min(part, size - i * part)));
  return { shapes: sizes.map((one) => input.with(axis, one)) };
}

/** Starts, ends, axes and steps were attributes before opset 10 and are operands since. */
function slice(view: NodeView): Found | undefined {
  const input = view.shape(0);
  const starts = view.ints('starts') ?? view.integers(1);
  const ends = view.ints('ends') ?? view.integers(2);
  if (input === undefined || starts === undefined || ends === undefined) return undefined;
  const axes = view.ints('axes') ?? view.integers(3) ?? starts.map((_, i) => i);
  const steps = view.integers(4) ?? starts.map(() => 1);
  let result = [...input];
  let integers = input.length === 1 ? view.integers(0) : undefined;
  axes.forEach((given, i) => {
    const axis = axisOf(given, input.length);
    const picked = positions(input[axis]!, starts[i]!, ends[i]!, steps[i]!);
    result = result.with(axis, picked.length);
    if (integers !== undefined) integers = picked.map((at) => integers![at]!);
  });
  return withIntegers(result, integers);
}

/** Python's `range(size)[start:end:step]`. */
function positions(size: number, start: number, end: number, step: number): number[] {
  const wrap = (index: number) => (index < 0 ? index + size : index);
  const clamp = (index: number, low: number, high: number) => Math.min(Math.max(wrap(index), low), high);
  const [from, to] =
    step > 0
      ? [clamp(start, 0, size), clamp(end, 0, size)]
      : [clamp(start, -1, size - 1), clamp(end, -1, size - 1)];
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: Math.min(count, size) }, (_, i) => from + i * step);
}

function gather(view: NodeView): Found | undefined {
  const [input, indices] = [view.shape(0), view.shape(1)];
  if (input === undefined || indices === undefined) return undefined;
  const axis = axisOf(view.int('axis', 0), input.length);
  const [values, at] = [view.integers(0), view.integers(1)];
  const integers =
    input.length === 1 && values !== undefined && at !== undefined
      ? at.map((index) => values[index < 0 ? index + values.length : index]!)
      : undefined;
  return withIntegers([...input.slice(0, axis), ...indices, ...input.slice(axis + 1)], integers);
}

function expand(view: NodeView): Found | undefined {
  const [input, wanted] = [view.shape(0), view.integers(1)];
  if (input === undefined || wanted === undefined) return undefined;
  const rank = Math.max(input.length, wanted.length);
  const sizeAt = (list: readonly number[], i: number) => list[i - rank + list.length] ?? 1;
  return { shapes: [Array.from({ length: rank }, (_, i) => Math.max(sizeAt(input, i), sizeAt(wanted, i)))] };
}

function pad(view: NodeView): Found | undefined {
  const input = view.shape(0);
  const pads = view.ints('pads') ?? view.integers(1);
  if (input === undefined || pads === undefined) return undefined;
  const axes = view.integers(3)?.map((axis) => axisOf(axis, input.length)) ?? input.map((_, i) => i);
  const result = [...input];
  axes.forEach((axis, i) => {
    result[axis] = result[axis]! + (pads[i] ?? 0) + (pads[i + axes.length] ?? 0);
  });
  return { shapes: [result] };
}

function shape(view: NodeView): Found | undefined {
  const input = view.shape(0);
  if (input === undefined) return undefined;
  const part = input.slice(view.int('start', 0), view.int('end', input.length));
  return { shapes: [[part.length]], integers: part };
}

function constant(view: NodeView): Found | undefined {
  const { attributes } = view.node;
  const tensor = attributes.get('value')?.tensor;
  if (tensor !== undefined) return withIntegers([...tensor.shape], tensor.integers);
  const int = attributes.get('value_int')?.int;
  if (int !== undefined) return { shapes: [[]], integers: [int] };
  const ints = attributes.get('value_ints')?.ints;
  if (ints !== undefined) return { shapes: [[ints.length]], integers: ints };
  return attributes.has('value_float') ? { shapes: [[]] } : undefined;
}

function constantOfShape(view: NodeView): Found | undefined {
  const wanted = view.integers(0);
  if (wanted === undefined) return undefined;
  const value = view.node.attributes.get('value')?.tensor?.integers?.[0];
  const count = product(wanted);
  return withIntegers([...wanted], value === undefined || count > 64 ? undefined : Array(count).fill(value));
}

/** Axes are an attribute, or since opset 18 an operand. No axes means all, unless the node disables that. */
function reduce(view: NodeView): Found | undefined {
  const input = view.shape(0);
  if (input === undefined || (view.node.inputs[1] && view.integers(1) === undefined)) return undefined;
  const given = axesOf(view);
  if (given === undefined && view.int('noop_with_empty_axes', 0) === 1) return { shapes: [input] };
  const axes = given?.map((axis) => axisOf(axis, input.length)) ?? input.map((_, i) => i);
  const keep = view.int('keepdims', 1) === 1;
  const kept = input.map((size, i) => (axes.includes(i) ? 1 : size));
  return { shapes: [keep ? kept : kept.filter((_, i) => !axes.includes(i))] };
}

function depthToSpace(view: NodeView): Found | undefined {
  const input = view.shape(0);
  const block = view.int('blocksize', 1);
  if (input?.length !== 4) return undefined;
  const [n, c, h, w] = input as [number, number, number, number];
  return { shapes: [[n, c / block ** 2, h * block, w * block]] };
}

function spaceToDepth(view: NodeView): Found | undefined {
  const input = view.shape(0);
  const block = view.int('blocksize', 1);
  if (input?.length !== 4) return undefined;
  const [n, c, h, w] = input as [number, number, number, number];
  return { shapes: [[n, c * block ** 2, h / block, w / block]] };
}

function withIntegers(result: readonly number[], integers: readonly number[] | undefined): Found {
  return integers === undefined ? { shapes: [result] } : { shapes: [result], integers };
}

function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
