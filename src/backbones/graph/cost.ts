import {
  elements,
  type Operated,
  type Operation,
  operandsOf,
  operatorOf,
  type Placed,
  parametersOf,
  type Shape,
  type ValueId,
} from '../operators/index.ts';
import type { Graph } from './types.ts';

/** Cost of a graph, for the whole batch that it was built for. */
export interface Cost {
  /** Elements of the learnable tensors that nodes read. */
  readonly parameters: number;
  readonly macs: {
    readonly total: number;
    readonly conv: number;
    readonly linear: number;
    readonly attention: number;
  };
  /** Bytes of float32 tensors read once: learnable ones and statistics. */
  readonly weightBytes: number;
  /** Bytes of float32 values that nodes read and write: what an unfused executor moves apart from weights. */
  readonly activationBytes: number;
  readonly nodes: readonly NodeCost[];
}

export interface NodeCost {
  readonly name: string;
  readonly op: Operation['op'];
  readonly macs: number;
  readonly parameters: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
}

/**
 * Counts the multiply-accumulates that each operator states: convolutions, linear layers and the two products of
 * attention; not biases, norms, activations, softmax, pooling, additions or scalings. This is fvcore's
 * convention, which the papers use.
 */
export function cost(graph: Graph): Cost {
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const shapeOf = (id: ValueId): Shape => shapes.get(id) as Shape;
  const nodes = graph.nodes.flatMap((node) => (node.op === 'input' ? [] : [nodeCost(node, shapeOf)]));
  const tensors = [...new Set(graph.nodes.flatMap((node) => parametersOf(node)))];
  const macsOf = (op?: Operation['op']): number =>
    nodes.reduce((total, node) => (op === undefined || node.op === op ? total + node.macs : total), 0);
  return {
    parameters: tensors.reduce((sum, t) => (t.role === 'learnable' ? sum + elements(t.shape) : sum), 0),
    macs: { total: macsOf(), conv: macsOf('conv'), linear: macsOf('linear'), attention: macsOf('attention') },
    weightBytes: 4 * tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0),
    activationBytes: nodes.reduce((sum, node) => sum + node.activationBytes, 0),
    nodes,
  };
}

function nodeCost(node: Placed<Operated>, shapeOf: (id: ValueId) => Shape): NodeCost {
  const tensors = parametersOf(node);
  const moved = operandsOf(node).reduce((sum, id) => sum + elements(shapeOf(id)), elements(node.shape));
  const { macs } = operatorOf(node);
  return {
    name: node.name,
    op: node.op,
    macs: macs === 0 ? 0 : macs(node, shapeOf),
    parameters: tensors.reduce((sum, t) => (t.role === 'learnable' ? sum + elements(t.shape) : sum), 0),
    weightBytes: 4 * tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0),
    activationBytes: 4 * moved,
  };
}
