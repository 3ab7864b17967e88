import type { Calculus, Dims, Tensor, Window } from '../../operators/index.ts';
import { type BinaryKind, operandsOfStep, type Primitive, type Program, type Step } from './program.ts';

/** A program while it is written. */
interface Draft extends Calculus {
  /** Returns the program; steps that no output needs are dropped. */
  finish(outputs: ReadonlyMap<string, Tensor>): Program;
}

/** Starts a program. Writing a step a second time returns the tensor of the first one. */
export function calculus(): Draft {
  const steps: Step[] = [];
  const known = new Map<string, Tensor>();

  const push = (primitive: Primitive, dims: Dims): Tensor => {
    const tensor = { step: steps.length, dims };
    steps.push({ ...primitive, dims });
    return tensor;
  };
  /** Tensors are written as their step: equal keys mean equal results. */
  const add = (primitive: Primitive, dims: Dims): Tensor => {
    const key = `${JSON.stringify(primitive, (_, value) => (isTensor(value) ? value.step : value))}:${dims}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = push(primitive, dims);
    known.set(key, made);
    return made;
  };
  const binary = (kind: BinaryKind, a: Tensor, b: Tensor): Tensor =>
    add({ kind, a, b }, spread(a.dims, b.dims));
  const constant = (name: string, dims: Dims, values: () => Float32Array): Tensor => {
    const key = `constant:${name}:${dims}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = push({ kind: 'constant', values: values() }, dims);
    known.set(key, made);
    return made;
  };
  const number = (value: number): Tensor => constant(`${value}`, [], () => Float32Array.of(value));
  const reduce = (kind: 'sum' | 'mean', x: Tensor, axes: readonly number[]): Tensor =>
    add(
      { kind, x, axes },
      x.dims.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    );

  return {
    input: (name, dims) => add({ kind: 'input', name }, dims),
    constant,
    number,
    unary: (kind, x) => add({ kind, x }, x.dims),
    add: (a, b) => binary('add', a, b),
    sub: (a, b) => binary('sub', a, b),
    mul: (a, b) => binary('mul', a, b),
    div: (a, b) => binary('div', a, b),
    min: (a, b) => binary('min', a, b),
    matmul(a, b) {
      const [rows, inner] = a.dims.slice(-2) as [number, number];
      const [depth, columns] = b.dims.slice(-2) as [number, number];
      if (inner !== depth) fail(`cannot multiply [${a.dims}] by [${b.dims}]`);
      return add({ kind: 'matmul', a, b }, [
        ...spread(a.dims.slice(0, -2), b.dims.slice(0, -2)),
        rows,
        columns,
      ]);
    },
    gemm(a, b, { a: transposeA = false, b: transposeB = false } = {}) {
      const [rows, inner] = transposed(a.dims, transposeA);
      const [depth, columns] = transposed(b.dims, transposeB);
      if (inner !== depth) fail(`cannot multiply [${a.dims}] by [${b.dims}]`);
      return add({ kind: 'gemm', a, b, transposeA, transposeB }, [rows, columns]);
    },
    sum: (x, axes) => reduce('sum', x, axes),
    mean: (x, axes) => reduce('mean', x, axes),
    reshape(x, dims) {
      if (count(x.dims) !== count(dims)) fail(`[${x.dims}] cannot become [${dims}]`);
      const step = steps[x.step]!;
      const source = step.kind === 'reshape' ? step.x : x;
      return source.dims.join() === dims.join() ? source : add({ kind: 'reshape', x: source }, dims);
    },
    transpose: (x, order) =>
      add(
        { kind: 'transpose', x, order },
        order.map((axis) => x.dims[axis]!),
      ),
    slice(x, axis, start, end) {
      if (start < 0 || end > x.dims[axis]! || end <= start) fail(`${start} to ${end} is outside [${x.dims}]`);
      if (start === 0 && end === x.dims[axis]) return x;
      return add({ kind: 'slice', x, axis, start, end }, x.dims.with(axis, end - start));
    },
    concat(parts, axis) {
      const first = parts[0] as Tensor;
      if (parts.length === 1) return first;
      return add(
        { kind: 'concat', parts, axis },
        first.dims.with(
          axis,
          parts.reduce((n, p) => n + p.dims[axis]!, 0),
        ),
      );
    },
    softmax: (x) => add({ kind: 'softmax', x }, x.dims),
    logSoftmax: (x) => add({ kind: 'log_softmax', x }, x.dims),
    conv: (x, weight, window) =>
      add({ kind: 'conv', x, weight, window }, convDims(x.dims, weight.dims, window)),
    convTranspose: (x, weight, window, size) =>
      add({ kind: 'conv_transpose', x, weight, window }, [
        x.dims[0]!,
        weight.dims[1]! * window.groups,
        ...size,
      ]),
    finish: (outputs) => trimmed(steps, outputs),
  };
}

/** Number of elements. */
export function count(dims: Dims): number {
  return dims.reduce((product, size) => product * size, 1);
}

function spread(a: Dims, b: Dims): Dims {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (m !== n && m !== 1 && n !== 1) fail(`[${a}] and [${b}] cannot be broadcast`);
    return Math.max(m, n);
  });
}

function transposed(dims: Dims, swap: boolean): [number, number] {
  const [rows, columns] = dims as readonly [number, number];
  return swap ? [columns, rows] : [rows, columns];
}

function convDims(x: Dims, weight: Dims, { stride, padding, dilation, groups }: Window): Dims {
  if (x[1] !== weight[1]! * groups) fail(`a weight [${weight}] in ${groups} groups does not fit [${x}]`);
  const axis = (i: 0 | 1): number => {
    const reach = dilation[i] * (weight[2 + i]! - 1) + 1;
    return Math.floor((x[2 + i]! + padding[i] + padding[i + 2]! - reach) / stride[i]) + 1;
  };
  return [x[0]!, weight[0]!, axis(0), axis(1)];
}

function trimmed(steps: readonly Step[], outputs: ReadonlyMap<string, Tensor>): Program {
  const wanted = new Set<number>([...outputs.values()].map((tensor) => tensor.step));
  for (let i = steps.length - 1; i >= 0; i--) {
    if (wanted.has(i)) for (const operand of operandsOfStep(steps[i]!)) wanted.add(operand.step);
  }
  const renamed = new Map<number, number>();
  const kept: Step[] = [];
  const rename = (tensor: Tensor): Tensor => ({ step: renamed.get(tensor.step)!, dims: tensor.dims });
  steps.forEach((step, i) => {
    if (!wanted.has(i)) return;
    renamed.set(i, kept.length);
    kept.push(mapTensors(step, rename));
  });
  return { steps: kept, outputs: new Map([...outputs].map(([name, tensor]) => [name, rename(tensor)])) };
}

function mapTensors(step: Step, rename: (tensor: Tensor) => Tensor): Step {
  return Object.fromEntries(
    Object.entries(step).map(([key, value]) => [
      key,
      isTensor(value) ? rename(value) : key === 'parts' ? (value as readonly Tensor[]).map(rename) : value,
    ]),
  ) as unknown as Step;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'step' in value;
}

function fail(why: string): never {
  throw new Error(`program: ${why}`);
}
