import { inferShapes } from './shapes.ts';
import type { OnnxModel, OnnxNode } from './types.ts';

/** What a foreign model costs for its whole batch; counted as for the models of the zoo (graph/cost.ts). */
export interface OnnxCost {
  /** Elements of the tensors that training learns: constants of real numbers but statistics and single values. */
  readonly parameters: number;
  /** Bytes of all constants. */
  readonly weightBytes: number;
  /** Undefined where the shape of a value that they depend on could not be worked out. */
  readonly macs: number | undefined;
  readonly activationBytes: number | undefined;
  /** Operators that stood in the way. */
  readonly uncounted: readonly string[];
}

/** Operators that multiply and add and are not counted here: a count without them would be wrong. */
const UNCOUNTED = new Set([
  ...[
    'LSTM',
    'GRU',
    'RNN',
    'Einsum',
    'Attention',
    'MultiHeadAttention',
    'GroupQueryAttention',
    'If',
    'Loop',
    'Scan',
  ],
  ...['QAttention', 'FusedMatMul', 'FusedGemm', 'MatMulNBits', 'NhwcConv', 'DeformConv', 'Col2Im'],
]);

/** @param input shapes of the inputs by their names, all numbers */
export function onnxCost(model: OnnxModel, input: ReadonlyMap<string, readonly number[]>): OnnxCost {
  const { shapes, unknown } = inferShapes(model, input);
  const uncounted = new Set([
    ...unknown,
    ...model.nodes.map(({ op }) => op).filter((op) => UNCOUNTED.has(op)),
  ]);
  const whole = uncounted.size === 0;
  return {
    parameters: countParameters(model),
    weightBytes: [...model.initializers.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    macs: whole ? model.nodes.reduce((sum, node) => sum + macsOf(node, shapes), 0) : undefined,
    activationBytes: whole ? countActivations(model, shapes) : undefined,
    uncounted: [...uncounted],
  };
}

type ShapeMap = ReadonlyMap<string, readonly number[]>;

/** Output elements times what each of them sums over. */
function macsOf(node: OnnxNode, shapes: ShapeMap): number {
  const shape = (name: string | undefined) => shapes.get(name ?? '') ?? [];
  const output = product(shape(node.outputs[0]));
  const [a, b, , d] = node.inputs;
  switch (node.op) {
    case 'Conv':
    case 'FusedConv':
    case 'ConvInteger':
      return output * product(shape(b).slice(1));
    case 'QLinearConv':
      return output * product(shape(d).slice(1));
    case 'ConvTranspose':
      return product(shape(a)) * product(shape(b).slice(1));
    case 'MatMul':
    case 'MatMulInteger':
    case 'QLinearMatMul':
      return output * (shape(a).at(-1) ?? 0);
    case 'Gemm':
      return output * (shape(a)[1 - (node.attributes.get('transA')?.int ?? 0)] ?? 0);
    default:
      return 0;
  }
}

/** Mean and variance of batch norms are measured, not learned. */
function countParameters({ nodes, initializers }: OnnxModel): number {
  const statistics = new Set(
    nodes.filter(({ op }) => op === 'BatchNormalization').flatMap(({ inputs }) => inputs.slice(3, 5)),
  );
  const constants = nodes.flatMap(({ op, attributes }) => {
    const tensor = op === 'Constant' ? attributes.get('value')?.tensor : undefined;
    return tensor === undefined ? [] : [tensor];
  });
  const learned = [...initializers.values(), ...constants].filter(
    ({ name, type, shape }) =>
      !statistics.has(name) && !/^(int(16|32|64)|bool|other)$/.test(type) && product(shape) > 1,
  );
  return learned.reduce((sum, { shape }) => sum + product(shape), 0);
}

/** Values that nodes read and write as float32, constants left out. */
function countActivations({ nodes, initializers }: OnnxModel, shapes: ShapeMap): number {
  const bytes = (name: string) => (initializers.has(name) ? 0 : 4 * product(shapes.get(name) ?? [0]));
  return nodes
    .filter(({ op }) => op !== 'Constant' && op !== 'Identity')
    .reduce(
      (sum, { inputs, outputs }) => sum + [...inputs, ...outputs].reduce((all, name) => all + bytes(name), 0),
      0,
    );
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
