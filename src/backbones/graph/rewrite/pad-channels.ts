import type { Parameter, Shape, ValueId } from '../../operators/index.ts';
import { operandsOf } from '../../operators/index.ts';
import type { Graph, Node, NodeOf } from '../types.ts';
import { derive } from './kernel.ts';

/**
 * Widens maps whose channels do not fill onnxruntime's blocked layout with channels that are zero, where
 * nothing can see them: from the dense layers that compute them, through activations that keep zero, batch
 * norms, scales, depthwise convolutions and sums, to the dense layers that read them. A depthwise
 * convolution with 50 channels takes six times as long as one with 48; with 64 it does not.
 */
export function padChannels(graph: Graph, multiple: number): Graph {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const regions = paddableRegions(graph, nodes, multiple);
  if (regions.size === 0) return graph;
  const widthOf = (id: ValueId): number | undefined => regions.get(id);
  const widened = graph.nodes.map((node) => widen(node, nodes, widthOf));
  return { ...graph, nodes: widened };
}

/** Returns the new number of channels of every value that can be widened. */
function paddableRegions(
  graph: Graph,
  nodes: ReadonlyMap<ValueId, Node>,
  multiple: number,
): Map<ValueId, number> {
  const parent = new Map<ValueId, ValueId>(graph.nodes.map((node) => [node.id, node.id]));
  const find = (id: ValueId): ValueId => {
    const up = parent.get(id) as ValueId;
    return up === id ? id : find(up);
  };
  for (const node of graph.nodes) {
    if (isChannelwise(node)) for (const id of operandsOf(node)) parent.set(find(id), find(node.id));
  }

  const blocked = new Set<ValueId>([find(graph.output)]);
  for (const node of graph.nodes) {
    if (!isChannelwise(node) && !isDense(node)) {
      blocked.add(find(node.id));
      for (const id of operandsOf(node)) blocked.add(find(id));
    }
  }
  const wide = new Map<ValueId, number>();
  for (const { id, shape } of graph.nodes) {
    const channels = shape[1] as number;
    if (!blocked.has(find(id)) && channels % 4 !== 0) wide.set(id, Math.ceil(channels / multiple) * multiple);
  }
  // This pays off only if a depthwise convolution works on the region.
  const depthwise = new Set(graph.nodes.filter(isDepthwise).map((node) => find(node.id)));
  for (const id of wide.keys()) if (!depthwise.has(find(id))) wide.delete(id);
  return wide;

  function isDepthwise(node: Node): boolean {
    return (
      node.op === 'conv' &&
      node.groups > 1 &&
      node.groups === node.shape[1] &&
      node.groups === nodes.get(node.input)?.shape[1]
    );
  }
  /** Returns whether an operation maps zero channels to zero channels and keeps channels apart. */
  function isChannelwise(node: Node): boolean {
    if (node.op === 'activation') return node.kind !== 'sigmoid';
    return node.op === 'batch_norm' || node.op === 'scale' || node.op === 'sum' || isDepthwise(node);
  }
  function isDense(node: Node): boolean {
    return (node.op === 'conv' && node.groups === 1) || (node.op === 'linear' && node.shape.length === 4);
  }
}

function widen(
  node: Node,
  nodes: ReadonlyMap<ValueId, Node>,
  widthOf: (id: ValueId) => number | undefined,
): Node {
  const out = widthOf(node.id);
  const shape = out === undefined ? node.shape : [node.shape[0] as number, out, ...node.shape.slice(2)];
  switch (node.op) {
    case 'conv':
    case 'linear': {
      const inside = widthOf(node.input);
      if (out === undefined && inside === undefined) return node;
      return layer({ ...node, shape } as typeof node, nodes.get(node.input)?.shape[1] as number, out, inside);
    }
    case 'batch_norm': {
      if (out === undefined) return node;
      const rows = (parameter: Parameter, value: number): Parameter => padded(parameter, [out], value);
      const { weight, bias, mean, variance } = node;
      return {
        ...node,
        shape,
        weight: rows(weight, 0),
        bias: rows(bias, 0),
        mean: rows(mean, 0),
        variance: rows(variance, 1),
      };
    }
    case 'scale':
      return out === undefined
        ? node
        : { ...node, shape, weight: padded(node.weight, [out, ...node.weight.shape.slice(1)], 0) };
    default:
      return { ...node, shape };
  }
}

function layer(
  node: NodeOf<'conv'> | NodeOf<'linear'>,
  inputs: number,
  out: number | undefined,
  inside: number | undefined,
): Node {
  const [rows, columns, ...taps] = node.weight.shape as [number, number, ...number[]];
  const dense = columns === inputs;
  const weight = padded(node.weight, [out ?? rows, dense ? (inside ?? columns) : columns, ...taps], 0);
  const bias = node.bias && padded(node.bias, [out ?? rows], 0);
  const groups = node.op === 'conv' && !dense ? { groups: out as number } : {};
  return { ...node, ...groups, weight, ...(bias ? { bias } : {}) } as Node;
}

/** Extends the first two axes of a tensor by a value. */
function padded(parameter: Parameter, shape: Shape, value: number): Parameter {
  if (parameter.shape.join() === shape.join()) return parameter;
  const [rows, columns = 1, ...taps] = parameter.shape as [number, number?, ...number[]];
  const wide = shape[1] ?? 1;
  const area = taps.reduce((product, size) => product * size, 1);
  return derive(parameter.name, shape, [parameter], ([values]) => {
    const out = new Float64Array((shape[0] as number) * wide * area).fill(value);
    for (let r = 0; r < rows; r++) {
      out.set(values!.subarray(r * columns * area, (r + 1) * columns * area), r * wide * area);
    }
    return out;
  });
}
