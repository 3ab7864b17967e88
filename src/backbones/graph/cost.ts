import { operandsOf, parametersOf } from './operands.ts';
import { elements } from './shapes.ts';
import type { Graph, Node, Operation, Shape, ValueId } from './types.ts';

/** What a graph costs, for the whole batch it was built for. */
export interface Cost {
  /** Elements of the learnable tensors that nodes read. */
  readonly parameters: number;
  readonly macs: {
    readonly total: number;
    readonly conv: number;
    readonly linear: number;
    readonly attention: number;
  };
  /** Bytes of float32 tensors read once: learnable and statistics. */
  readonly weightBytes: number;
  /** Bytes of float32 values that nodes read and write: what an unfused executor moves besides weights. */
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
 * Counts multiply-accumulates of convolutions (output elements x inputs per group x kernel area), linear
 * layers (output elements x inputs) and the two products of attention; not biases, norms, activations,
 * softmax, pooling, additions or scalings. This is fvcore's convention, which the papers use.
 */
export function cost(graph: Graph): Cost {
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const shapeOf = (id: ValueId): Shape => shapes.get(id) as Shape;
  const nodes = graph.nodes.filter((node) => node.op !== 'input').map((node) => nodeCost(node, shapeOf));
  const tensors = [...new Set(graph.nodes.flatMap((node) => parametersOf(node)))];
  const macsOf = (op: Operation['op']): number =>
    nodes.reduce((total, node) => (node.op === op ? total + node.macs : total), 0);
  const [conv, linear, attention] = [macsOf('conv'), macsOf('linear'), macsOf('attention')];
  return {
    parameters: tensors.reduce((sum, t) => (t.role === 'learnable' ? sum + elements(t.shape) : sum), 0),
    macs: { total: conv + linear + attention, conv, linear, attention },
    weightBytes: 4 * tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0),
    activationBytes: nodes.reduce((sum, node) => sum + node.activationBytes, 0),
    nodes,
  };
}

function nodeCost(node: Node, shapeOf: (id: ValueId) => Shape): NodeCost {
  const tensors = parametersOf(node);
  const moved = operandsOf(node).reduce((sum, id) => sum + elements(shapeOf(id)), elements(node.shape));
  return {
    name: node.name,
    op: node.op,
    macs: macsOfNode(node, shapeOf),
    parameters: tensors.reduce((sum, t) => (t.role === 'learnable' ? sum + elements(t.shape) : sum), 0),
    weightBytes: 4 * tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0),
    activationBytes: 4 * moved,
  };
}

function macsOfNode(node: Node, shapeOf: (id: ValueId) => Shape): number {
  switch (node.op) {
    case 'conv':
    case 'linear':
      return elements(node.shape) * elements(node.weight.shape.slice(1));
    case 'attention': {
      const [batch, channels, ...positions] = node.shape as [number, number, ...number[]];
      const keys = elements(shapeOf(node.key).slice(2));
      return 2 * batch * channels * elements(positions) * keys;
    }
    default:
      return 0;
  }
}
