import type { Graph, Node, NodeOf, Shape, TensorReader, ValueId } from '../../graph/index.ts';
import { operandsOf } from '../../graph/index.ts';
import { emit } from './operations.ts';
import { type TfjsModel, tfjsWriter } from './writer.ts';

export { readTfjsFiles, writeTfjsFiles } from './files.ts';
export { channelsLast, permute } from './layout.ts';
export type { GraphModelJson, TfjsModel } from './writer.ts';

export interface TfjsOptions {
  /** `dynamic` leaves the batch axis open; else the graph's own batch is written. */
  readonly batch?: 'static' | 'dynamic';
  /** Modules whose outputs become outputs of the model too, as `tap:<module>`. */
  readonly taps?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The graph as a TensorFlow.js GraphModel: input `input` [N, H, W, 3] float32, output `logits`. Maps are
 * [N, H, W, C] from the first node to the last, so that nothing is transposed but the heads of attention;
 * bias and activation go into the convolution before them where tfjs fuses them.
 *
 * @throws Error for a tap that the graph does not have.
 */
export function toTfjs(graph: Graph, read: TensorReader, options: TfjsOptions = {}): TfjsModel {
  const { batch = 'static', taps = [], metadata = {} } = options;
  const to = tfjsWriter(read);
  const tapped = taps.map((tap) => {
    const id = graph.modules.get(tap);
    if (id === undefined) throw new Error(`${graph.name} has no module "${tap}" in this form`);
    return id;
  });
  const fusable = fusableActivations(graph, new Set([graph.output, ...tapped]));
  const names = new Map<ValueId, string>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const operands = {
    name: (id: ValueId) => names.get(id) as string,
    shape: (id: ValueId) => shapes.get(id) as Shape,
    activation: (id: ValueId) => fusable.get(id),
  };
  const dims = (id: ValueId): number[] => {
    const [first, channels, ...positions] = operands.shape(id) as [number, number, ...number[]];
    return [batch === 'dynamic' ? -1 : first, ...positions, channels];
  };

  const fused = new Set<ValueId>([...fusable.values()].map((node) => node.id));
  for (const node of graph.nodes) {
    if (node.op === 'input') names.set(node.id, to.input('input', dims(node.id)));
    else if (fused.has(node.id)) names.set(node.id, operands.name((node as NodeOf<'activation'>).input));
    else names.set(node.id, emit(node, operands, to));
  }
  to.output('logits', operands.name(graph.output), dims(graph.output));
  for (const [i, tap] of taps.entries()) {
    const id = tapped[i] as ValueId;
    to.output(`tap:${tap}`, operands.name(id), dims(id));
  }
  return to.finish(metadata);
}

/**
 * For each convolution or linear layer that tfjs can join with the activation behind it: that activation.
 * tfjs wants a bias there, and nobody else may read the value in between.
 */
function fusableActivations(graph: Graph, kept: ReadonlySet<ValueId>): Map<ValueId, NodeOf<'activation'>> {
  const readers = new Map<ValueId, Node[]>();
  for (const node of graph.nodes) {
    for (const id of operandsOf(node)) readers.set(id, [...(readers.get(id) ?? []), node]);
  }
  const fusable = new Map<ValueId, NodeOf<'activation'>>();
  for (const node of graph.nodes) {
    if ((node.op !== 'conv' && node.op !== 'linear') || node.bias === undefined || kept.has(node.id))
      continue;
    const [reader, ...others] = readers.get(node.id) ?? [];
    if (reader?.op !== 'activation' || others.length > 0) continue;
    if (reader.kind === 'relu' || reader.kind === 'relu6' || reader.kind === 'sigmoid') {
      fusable.set(node.id, reader);
    }
  }
  return fusable;
}
