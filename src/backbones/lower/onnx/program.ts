import type { Program, Step, Tensor, Window } from '../../graph/differentiate/index.ts';
import { type OnnxWriter, onnxWriter } from './writer.ts';

/** Writes a program as an ONNX model (opset 20): its inputs and outputs under their names, everything float32. */
export function programToOnnx(program: Program, name: string): Uint8Array {
  const to = onnxWriter(() => {
    throw new Error(`${name}: a program's tensors are inputs or constants, never stored weights`);
  });
  const names: string[] = [];
  const nameOf = (tensor: Tensor): string => names[tensor.step]!;
  program.steps.forEach((step, i) => {
    names.push(emitStep(step, `${step.kind}_${i}`, nameOf, to));
  });
  for (const [output, tensor] of program.outputs) to.output(output, nameOf(tensor), tensor.dims);
  return to.encode(name, {});
}

const unary = {
  neg: 'Neg',
  exp: 'Exp',
  sqrt: 'Sqrt',
  reciprocal: 'Reciprocal',
  erf: 'Erf',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  sign: 'Sign',
} as const;
const binary = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div', min: 'Min' } as const;

function emitStep(step: Step, name: string, nameOf: (tensor: Tensor) => string, to: OnnxWriter): string {
  const integers = (values: readonly number[]): string =>
    to.constant(BigInt64Array.from(values, BigInt), [values.length]);
  switch (step.kind) {
    case 'input':
      return to.input(step.name, step.dims);
    case 'constant':
      return to.constant(step.values, step.dims);
    case 'neg':
    case 'exp':
    case 'sqrt':
    case 'reciprocal':
    case 'erf':
    case 'sigmoid':
    case 'relu':
    case 'sign':
      return to.node(unary[step.kind], name, [nameOf(step.x)]);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min':
      return to.node(binary[step.kind], name, [nameOf(step.a), nameOf(step.b)]);
    case 'matmul':
      return to.node('MatMul', name, [nameOf(step.a), nameOf(step.b)]);
    case 'gemm':
      return to.node('Gemm', name, [nameOf(step.a), nameOf(step.b)], {
        transA: { int: step.transposeA ? 1 : 0 },
        transB: { int: step.transposeB ? 1 : 0 },
      });
    case 'sum':
    case 'mean': {
      const op = step.kind === 'sum' ? 'ReduceSum' : 'ReduceMean';
      return to.node(op, name, [nameOf(step.x), integers(step.axes)], { keepdims: { int: 1 } });
    }
    case 'reshape':
      return to.node('Reshape', name, [nameOf(step.x), integers(step.dims)]);
    case 'transpose':
      return to.node('Transpose', name, [nameOf(step.x)], { perm: { ints: step.order } });
    case 'slice': {
      const range = [step.start, step.end, step.axis].map((at) => integers([at]));
      return to.node('Slice', name, [nameOf(step.x), ...range]);
    }
    case 'concat':
      return to.node('Concat', name, step.parts.map(nameOf), { axis: { int: step.axis } });
    case 'softmax':
      return to.node('Softmax', name, [nameOf(step.x)], { axis: { int: -1 } });
    case 'log_softmax':
      return to.node('LogSoftmax', name, [nameOf(step.x)], { axis: { int: -1 } });
    case 'conv':
      return to.node('Conv', name, [nameOf(step.x), nameOf(step.weight)], windowOf(step.window));
    case 'conv_transpose': {
      const { stride, padding } = step.window;
      const rest = [0, 1].map((i) => {
        const reach = (step.x.dims[2 + i]! - 1) * stride[i]! + step.weight.dims[2 + i]!;
        return step.dims[2 + i]! - (reach - padding[i]! - padding[i + 2]!);
      });
      return to.node('ConvTranspose', name, [nameOf(step.x), nameOf(step.weight)], {
        ...windowOf(step.window),
        output_padding: { ints: rest },
      });
    }
  }
}

function windowOf({ stride, padding, dilation, groups }: Window) {
  return {
    strides: { ints: stride },
    pads: { ints: padding },
    dilations: { ints: dilation },
    group: { int: groups },
  };
}
