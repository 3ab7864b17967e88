import type {
  Dims,
  Program,
  Step,
  Tensor,
  Window,
} from '../../../../src/backbones/graph/differentiate/index.ts';

/**
 * Runs a program in float64, one element at a time and by the definitions: slow, and independent of
 * onnxruntime. The outputs by name, in C order.
 */
export function interpret(
  program: Program,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
): Map<string, Float64Array> {
  const results: Float64Array[] = [];
  const of = (tensor: Tensor): Float64Array => results[tensor.step]!;
  for (const step of program.steps) results.push(run(step, of, inputs));
  return new Map([...program.outputs].map(([name, tensor]) => [name, of(tensor)]));
}

const unary: Record<string, (x: number) => number> = {
  neg: (x) => -x,
  exp: Math.exp,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  erf,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(x, 0),
  sign: Math.sign,
};
const binary: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: Math.min,
};

function run(
  step: Step,
  of: (tensor: Tensor) => Float64Array,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
): Float64Array {
  const { dims } = step;
  switch (step.kind) {
    case 'input':
      return Float64Array.from(inputs[step.name]!);
    case 'constant':
      return Float64Array.from(step.values);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min': {
      const [a, b, apply] = [of(step.a), of(step.b), binary[step.kind]!];
      return fill(dims, (at) => apply(a[spreadIndex(at, step.a.dims)]!, b[spreadIndex(at, step.b.dims)]!));
    }
    case 'matmul': {
      const [a, b, inner] = [of(step.a), of(step.b), step.a.dims.at(-1)!];
      return fill(dims, (at) => {
        const [row, column] = at.slice(-2);
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = spreadIndex([...at.slice(0, -2), row!, k], step.a.dims);
          sum += a[left]! * b[spreadIndex([...at.slice(0, -2), k, column!], step.b.dims)]!;
        }
        return sum;
      });
    }
    case 'gemm': {
      const [a, b] = [of(step.a), of(step.b)];
      const inner = step.a.dims[step.transposeA ? 0 : 1]!;
      return fill(dims, ([row, column]) => {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = step.transposeA ? [k, row!] : [row!, k];
          const right = step.transposeB ? [column!, k] : [k, column!];
          sum += a[spreadIndex(left, step.a.dims)]! * b[spreadIndex(right, step.b.dims)]!;
        }
        return sum;
      });
    }
    case 'sum':
    case 'mean': {
      const result = new Float64Array(size(dims));
      const x = of(step.x);
      each(step.x.dims, (at, i) => {
        const target = spreadIndex(at, dims);
        result[target] = result[target]! + x[i]!;
      });
      const count = step.kind === 'mean' ? x.length / result.length : 1;
      return result.map((value) => value / count);
    }
    case 'reshape':
      return of(step.x);
    case 'transpose': {
      const x = of(step.x);
      return fill(dims, (at) => {
        const source = at.map(() => 0);
        step.order.forEach((axis, i) => {
          source[axis] = at[i]!;
        });
        return x[spreadIndex(source, step.x.dims)]!;
      });
    }
    case 'slice': {
      const x = of(step.x);
      return fill(
        dims,
        (at) => x[spreadIndex(at.with(step.axis, at[step.axis]! + step.start), step.x.dims)]!,
      );
    }
    case 'concat':
      return fill(dims, (at) => {
        let along = at[step.axis]!;
        for (const part of step.parts) {
          if (along < part.dims[step.axis]!)
            return of(part)[spreadIndex(at.with(step.axis, along), part.dims)]!;
          along -= part.dims[step.axis]!;
        }
        throw new Error('concat: beyond the parts');
      });
    case 'softmax':
    case 'log_softmax': {
      const [x, width] = [of(step.x), dims.at(-1)!];
      return x.map((value, i) => {
        const row = x.subarray(i - (i % width), i - (i % width) + width);
        const top = Math.max(...row);
        const logTotal = top + Math.log(row.reduce((sum, other) => sum + Math.exp(other - top), 0));
        return step.kind === 'softmax' ? Math.exp(value - logTotal) : value - logTotal;
      });
    }
    case 'conv': {
      const [x, weight] = [of(step.x), of(step.weight)];
      const result = new Float64Array(size(dims));
      eachProduct(step.x.dims, step.weight.dims, dims, step.window, (input, tap, output) => {
        result[output] = result[output]! + x[input]! * weight[tap]!;
      });
      return result;
    }
    case 'conv_transpose': {
      const [x, weight] = [of(step.x), of(step.weight)];
      const result = new Float64Array(size(dims));
      eachProduct(dims, step.weight.dims, step.x.dims, step.window, (input, tap, output) => {
        result[input] = result[input]! + x[output]! * weight[tap]!;
      });
      return result;
    }
    default:
      return of(step.x).map(unary[step.kind]!);
  }
}

/** Every product of a convolution, as flat indices. */
function eachProduct(
  x: Dims,
  weight: Dims,
  y: Dims,
  { stride, padding, dilation, groups }: Window,
  visit: (input: number, tap: number, output: number) => void,
): void {
  const perGroup = weight[0]! / groups;
  each(y, ([image, channel, row, column], output) => {
    for (let c = 0; c < weight[1]!; c++) {
      for (let i = 0; i < weight[2]!; i++) {
        for (let j = 0; j < weight[3]!; j++) {
          const from = [
            row! * stride[0] - padding[0] + i * dilation[0],
            column! * stride[1] - padding[1] + j * dilation[1],
          ];
          if (from[0]! < 0 || from[1]! < 0 || from[0]! >= x[2]! || from[1]! >= x[3]!) continue;
          const source = Math.floor(channel! / perGroup) * weight[1]! + c;
          visit(spreadIndex([image!, source, ...from], x), spreadIndex([channel!, c, i, j], weight), output);
        }
      }
    }
  });
}

function size(dims: Dims): number {
  return dims.reduce((product, n) => product * n, 1);
}

function each(dims: Dims, visit: (at: number[], index: number) => void): void {
  for (let index = 0; index < size(dims); index++) {
    const at: number[] = [];
    let rest = index;
    for (const n of dims.toReversed()) {
      at.unshift(rest % n);
      rest = Math.floor(rest / n);
    }
    visit(at, index);
  }
}

function fill(dims: Dims, value: (at: number[]) => number): Float64Array {
  const result = new Float64Array(size(dims));
  each(dims, (at, i) => {
    result[i] = value(at);
  });
  return result;
}

/** Flat index into a tensor of these sizes, whose axes of 1 are spread and whose rank may be smaller. */
function spreadIndex(at: readonly number[], dims: Dims): number {
  const offset = at.length - dims.length;
  return dims.reduce((index, n, axis) => index * n + (n === 1 ? 0 : at[axis + offset]!), 0);
}

/** By its Taylor series, which converges everywhere; |x| < 6 here. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
