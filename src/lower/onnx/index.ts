import type { Graph, Shape, TensorReader, ValueId } from '../../graph/index.ts';
import { emit } from './operations.ts';
import { type ExternalData, onnxWriter } from './writer.ts';

export type { ExternalData } from './writer.ts';

export interface OnnxOptions {
  /** `dynamic` leaves the batch axis open; else the graph's own batch is written. */
  readonly batch?: 'static' | 'dynamic';
  /** Values that become outputs of the model too, under the names given. */
  readonly taps?: ReadonlyMap<string, ValueId>;
  /** Written into the model's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Where large tensors go instead of into the model: a model file cannot be of 2 GB. */
  readonly external?: ExternalData;
}

/** The graph as an ONNX model (opset 20): input `input` [N, 3, H, W] float32, output `logits`. */
export function toOnnx(graph: Graph, read: TensorReader, options: OnnxOptions = {}): Uint8Array {
  const { batch = 'static', taps = new Map(), metadata = {} } = options;
  const to = onnxWriter(read, options.external);
  const names = new Map<ValueId, string>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const operands = {
    name: (id: ValueId) => names.get(id) as string,
    shape: (id: ValueId) => shapes.get(id) as Shape,
  };
  const dims = (id: ValueId): (number | string)[] => {
    const [first, ...rest] = operands.shape(id) as [number, ...number[]];
    return [batch === 'dynamic' ? 'batch' : first, ...rest];
  };

  for (const node of graph.nodes) {
    names.set(node.id, node.op === 'input' ? to.input('input', dims(node.id)) : emit(node, operands, to));
  }
  to.output('logits', operands.name(graph.output), dims(graph.output));
  for (const [name, id] of taps) to.output(name, operands.name(id), dims(id));
  return to.encode(graph.name, metadata);
}
