import type { Graph, Shape, TensorReader, ValueId } from '../../graph/index.ts';
import { emit } from './operations.ts';
import { onnxWriter } from './writer.ts';

export interface OnnxOptions {
  /** `dynamic` leaves the batch axis open; else the graph's own batch is written. */
  readonly batch?: 'static' | 'dynamic';
  /** Modules whose outputs become outputs of the model too, under their own names. */
  readonly taps?: readonly string[];
  /** Written into the model's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The graph as an ONNX model (opset 20): input `input` [N, 3, H, W] float32, output `logits`.
 * @throws Error for a tap that the graph does not have.
 */
export function toOnnx(graph: Graph, read: TensorReader, options: OnnxOptions = {}): Uint8Array {
  const { batch = 'static', taps = [], metadata = {} } = options;
  const to = onnxWriter(read);
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
  for (const tap of taps) {
    const id = graph.modules.get(tap);
    if (id === undefined) throw new Error(`${graph.name} has no module "${tap}" in this form`);
    to.output(`tap:${tap}`, operands.name(id), dims(id));
  }
  return to.encode(graph.name, metadata);
}
