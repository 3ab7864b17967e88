import { product, viewOf } from './operator.ts';
import { foreignOperators } from './operators.ts';
import { inferShapes } from './shapes.ts';
import type { OnnxModel, OnnxNode } from './types.ts';

/** Cost of a foreign model for its whole batch, counted as for our own models (graph/cost.ts). */
export interface OnnxCost {
  /** Elements of learned tensors: constants of real numbers, except statistics and single values. */
  readonly parameters: number;
  /** Bytes of all constants. */
  readonly weightBytes: number;
  /** Undefined if the shape of a value that they depend on could not be inferred. */
  readonly macs: number | undefined;
  readonly activationBytes: number | undefined;
  /** Operators that prevented the count. */
  readonly uncounted: readonly string[];
}

/** @param input shapes of the inputs by their names, all numbers */
export function onnxCost(model: OnnxModel, input: ReadonlyMap<string, readonly number[]>): OnnxCost {
  const { shapes, unknown } = inferShapes(model, input);
  const uncounted = new Set([
    ...unknown,
    ...model.nodes.map(({ op }) => op).filter((op) => foreignOperators.get(op)?.macs === 'uncounted'),
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

function macsOf(node: OnnxNode, shapes: ShapeMap): number {
  const macs = foreignOperators.get(node.op)?.macs;
  if (typeof macs !== 'function') return 0;
  return macs(viewOf(node, shapes, new Map()), product(shapes.get(node.outputs[0] ?? '')));
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
