import type { Graph, Node, TensorReader } from '../../graph/index.ts';
import {
  type Operated,
  operandsOf,
  operatorOf,
  type Placed,
  type Shape,
  supported,
  type ValueId,
} from '../../operators/index.ts';
import { type TfjsModel, tfjsWriter } from './writer.ts';

export { channelsLast, permute } from '../../operators/index.ts';
export { readTfjsFiles, writeTfjsFiles } from './files.ts';
export type { GraphModelJson, TfjsModel } from './writer.ts';

export interface TfjsOptions {
  /** `dynamic` makes the batch axis dynamic; otherwise the graph's own batch is written. */
  readonly batch?: 'static' | 'dynamic';
  /** Modules whose outputs become outputs of the model as well, as `tap:<module>`. */
  readonly taps?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes the graph as a TensorFlow.js GraphModel: input `input` [N, H, W, 3] float32, output `logits`. Maps
 * are [N, H, W, C] from the first node to the last, so that nothing is transposed but the heads of attention;
 * bias and activation go into the convolution before them where tfjs fuses them.
 *
 * @throws Error for a tap that the graph does not have
 * @throws GraphError for an operator without a tfjs lowering
 */
export function toTfjs(graph: Graph, read: TensorReader, options: TfjsOptions = {}): TfjsModel {
  const { batch = 'static', taps = [], metadata = {} } = options;
  const to = tfjsWriter(read);
  const tapped = taps.map((tap) => {
    const id = graph.modules.get(tap);
    if (id === undefined) throw new Error(`${graph.name} has no module "${tap}" in this form`);
    return id;
  });
  const fusions = fusionsOf(graph, new Set([graph.output, ...tapped]));
  const names = new Map<ValueId, string>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const operands = {
    name: (id: ValueId) => names.get(id) as string,
    shape: (id: ValueId) => shapes.get(id) as Shape,
    activation: (id: ValueId) => fusions.get(id),
  };
  const dims = (id: ValueId): number[] => {
    const [first, channels, ...positions] = operands.shape(id) as [number, number, ...number[]];
    return [batch === 'dynamic' ? -1 : first, ...positions, channels];
  };

  const fused = new Map([...fusions].map(([into, { id }]) => [id, into]));
  for (const node of graph.nodes) {
    const into = fused.get(node.id);
    if (node.op === 'input') names.set(node.id, to.input('input', dims(node.id)));
    else if (into !== undefined) names.set(node.id, operands.name(into));
    else names.set(node.id, lowering(node).write(node, operands, to));
  }
  to.output('logits', operands.name(graph.output), dims(graph.output));
  for (const [i, tap] of taps.entries()) {
    const id = tapped[i] as ValueId;
    to.output(`tap:${tap}`, operands.name(id), dims(id));
  }
  return to.finish(metadata);
}

/** An activation that is computed by the node before it. */
interface Fusion {
  readonly id: ValueId;
  readonly name: string;
  readonly fusedAs: string;
}

/** Finds the activations that tfjs can fuse into the node before them, which nothing else may read. */
function fusionsOf(graph: Graph, kept: ReadonlySet<ValueId>): Map<ValueId, Fusion> {
  const readers = new Map<ValueId, Node[]>();
  for (const node of graph.nodes) {
    for (const id of operandsOf(node)) readers.set(id, [...(readers.get(id) ?? []), node]);
  }
  const fusions = new Map<ValueId, Fusion>();
  for (const node of graph.nodes) {
    if (node.op === 'input' || kept.has(node.id) || !lowering(node).fuses?.(node)) continue;
    const [reader, ...others] = readers.get(node.id) ?? [];
    if (reader === undefined || reader.op === 'input' || others.length > 0) continue;
    const fusedAs = lowering(reader).fusedAs?.(reader);
    if (fusedAs !== undefined) fusions.set(node.id, { id: reader.id, name: reader.name, fusedAs });
  }
  return fusions;
}

function lowering(node: Placed<Operated>) {
  return supported(operatorOf(node).tfjs, node, 'tfjs lowering');
}
