import {
  type BatchStatistics,
  type Calculus,
  type Differentiable,
  GraphError,
  operatorOf,
  type Parameter,
  positions,
  type Scope,
  type Shape,
  supported,
  type Tensor,
  type ValueId,
} from '../../operators/index.ts';
import type { Graph } from '../types.ts';

export type { BatchStatistics, Calculus, Dims, Tensor, Window } from '../../operators/index.ts';
export { calculus, count } from './calculus.ts';
export type { Program, Step } from './program.ts';

/** A graph in training mode as steps of a program, and the way back through it. */
export interface Differentiated {
  /** The matrix [C, N * P] of the graph's output: [classes, N] for logits. */
  readonly output: Tensor;
  readonly statistics: readonly BatchStatistics[];
  /** Writes the steps from a gradient of the output to those of the learnable parameters, in their shapes. */
  gradients(dOutput: Tensor): ReadonlyMap<Parameter, Tensor>;
}

export interface DifferentiateOptions {
  /** The images as a matrix [C, N * H * W]: channels first, then images. */
  readonly input: Tensor;
  /** The tensor of a learnable parameter, in its shape. */
  readonly parameter: (parameter: Parameter) => Tensor;
  /** Stochastic depth: the factor [1, N, 1] of a term of a sum. */
  readonly factor?: (node: ValueId, term: number) => Tensor | undefined;
}

/**
 * Reverse-mode differentiation: writes the graph in training mode (batch norms use the batch) into a
 * program, and on demand the gradient of every learnable parameter, by the operators' gradients.
 * @throws GraphError for a parameter that a rewrite derived (train the training form), and for an operator without gradient
 */
export function differentiate(graph: Graph, to: Calculus, options: DifferentiateOptions): Differentiated {
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const values = new Map<ValueId, Tensor>();
  const made = new Map<ValueId, Differentiable>();
  const statistics: BatchStatistics[] = [];
  const scope: Scope = {
    to,
    batch: (graph.nodes[0] as { shape: Shape }).shape[0] as number,
    value: (id) => values.get(id) as Tensor,
    shape: (id) => shapes.get(id) as Shape,
    parameter(parameter) {
      if (parameter.derivation === undefined) return options.parameter(parameter);
      throw new GraphError(
        `${parameter.name}: a derived tensor cannot be trained; differentiate the training form`,
      );
    },
    statistics: (seen) => statistics.push(seen),
    factor: (node, term) => options.factor?.(node, term),
  };

  for (const node of graph.nodes) {
    if (node.op === 'input') {
      values.set(node.id, to.reshape(options.input, [node.shape[1]!, scope.batch * positions(node.shape)]));
      continue;
    }
    const result = supported(operatorOf(node).gradient, node, 'gradient')(node, scope);
    values.set(node.id, result.value);
    made.set(node.id, result);
  }
  return {
    output: scope.value(graph.output),
    statistics,
    gradients: (dOutput) => backwards(graph, made, dOutput, to),
  };
}

function backwards(
  graph: Graph,
  made: ReadonlyMap<ValueId, Differentiable>,
  dOutput: Tensor,
  to: Calculus,
): ReadonlyMap<Parameter, Tensor> {
  const ofValues = new Map<ValueId, Tensor>([[graph.output, dOutput]]);
  const ofParameters = new Map<Parameter, Tensor>();
  const accumulate = <K>(into: Map<K, Tensor>, key: K, gradient: Tensor): void => {
    const before = into.get(key);
    into.set(key, before === undefined ? gradient : to.add(before, gradient));
  };
  for (const node of graph.nodes.toReversed()) {
    const gradient = ofValues.get(node.id);
    if (gradient === undefined || node.op === 'input') continue;
    const { operands, parameters = [] } = (made.get(node.id) as Differentiable).pull(gradient);
    for (const [id, tensor] of operands) accumulate(ofValues, id, tensor);
    for (const [parameter, tensor] of parameters) accumulate(ofParameters, parameter, tensor);
  }
  return ofParameters;
}
