import { total } from './definition/evaluation.ts';
import { affine } from './definition/gradient.ts';
import { convolutionFilter, matrix } from './definition/layout.ts';
import type { OnnxNodes, OnnxOperands } from './definition/onnx.ts';
import { operator, type Placed, type Value } from './definition/operator.ts';
import { elements, type Parameter, type ValueId } from './definition/tensors.ts';
import { fusedOps, vector } from './definition/tfjs.ts';

export interface Linear {
  readonly op: 'linear';
  readonly input: ValueId;
  /** [O, I] */
  readonly weight: Parameter;
  /** [O] */
  readonly bias?: Parameter;
}

export const linear = operator<Linear>()({
  op: 'linear',
  summary: 'y = W x + b at every position',
  operands: ['input'],
  parameters: ['weight', 'bias'],
  build: (to) => ({
    /** The same matrix at every position: weight [out, in]. */
    linear(name: string, x: Value, options: { readonly out: number; readonly bias?: boolean }): Value {
      const { out, bias = true } = options;
      return to.scope(name, () =>
        to.add('', {
          op: 'linear',
          input: x.id,
          weight: to.parameter('weight', [out, x.shape[1] as number]),
          ...(bias ? { bias: to.parameter('bias', [out]) } : {}),
        }),
      );
    },
  }),
  shape(node, shapeOf, fail) {
    const [batch, channels, ...rest] = shapeOf(node.input) as [number, number, ...number[]];
    const [outputs, inputs] = node.weight.shape as [number, number];
    if (inputs !== channels) fail(`the weight takes ${inputs} channels, but the value has ${channels}`);
    return [batch, outputs, ...rest];
  },
  /** Output elements x inputs. */
  macs: (node) => elements(node.shape) * (node.weight.shape[1] as number),
  evaluate(node, { value, tensor }) {
    const x = value(node.input);
    const [weight, bias] = [tensor(node.weight), node.bias && tensor(node.bias)];
    const inputs = node.weight.shape[1] as number;
    return (n, output, row, column) =>
      (bias?.[output] ?? 0) + total(inputs, (i) => weight[output * inputs + i]! * x(n, i, row, column));
  },
  onnx: {
    best: bestOnnx,
    /** Of a map: MatMul with the transposed weight, then Add, over the last axis. */
    plain(node, operands, to) {
      if (node.shape.length === 2) return bestOnnx(node, operands, to);
      const weight = to.transposed(node.weight);
      const product = to.node('MatMul', node.name, [operands.last(node.input), weight]);
      if (node.bias === undefined) return { last: product };
      return { last: to.node('Add', `${node.name}.add_bias`, [product, to.parameter(node.bias)]) };
    },
  },
  tfjs: {
    /** A matrix product for a vector, a 1x1 convolution for a map. */
    write(node, operands, to) {
      const x = operands.name(node.input);
      const activation = operands.activation(node.id);
      const name = activation?.name ?? node.name;
      if (node.shape.length === 2) {
        const weight = to.parameter(node.weight, 'matrix', (values) => matrix(values, node.weight.shape));
        if (!node.bias) return to.node('MatMul', name, [x, weight]);
        return to.node('_FusedMatMul', name, [x, weight, vector(node.bias, to)], fusedOps(activation));
      }
      const filter = to.parameter(node.weight, 'filter', (values) =>
        convolutionFilter(values, [...node.weight.shape, 1, 1]),
      );
      const attributes = {
        strides: { ints: [1, 1, 1, 1] },
        dilations: { ints: [1, 1, 1, 1] },
        data_format: { string: 'NHWC' },
        padding: { string: 'VALID' },
      };
      if (!node.bias) return to.node('Conv2D', name, [x, filter], attributes);
      const fused = { ...attributes, ...fusedOps(activation) };
      return to.node('_FusedConv2D', name, [x, filter, vector(node.bias, to)], fused);
    },
    fuses: ({ bias }) => bias !== undefined,
  },
  gradient: (node, scope) => affine(node.input, node.weight, node.bias, scope),
});

/** A vector goes through Gemm; a map through a 1x1 convolution, which stays in the blocked layout. */
function bestOnnx(node: Placed<Linear>, operands: OnnxOperands, to: OnnxNodes): string {
  const bias = node.bias ? [to.parameter(node.bias)] : [];
  const x = operands.name(node.input);
  if (node.shape.length === 2)
    return to.node('Gemm', node.name, [x, to.parameter(node.weight), ...bias], { transB: { int: 1 } });
  const weight = to.parameter(node.weight, [...node.weight.shape, 1, 1]);
  return to.node('Conv', node.name, [x, weight, ...bias], { kernel_shape: { ints: [1, 1] } });
}
