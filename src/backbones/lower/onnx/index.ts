import type { Graph, Shape, TensorReader, ValueId } from '../../graph/index.ts';
import { emit, type Operands } from './operations.ts';
import { emitPlain } from './plain.ts';
import { type ExternalData, type OnnxWriter, onnxWriter } from './writer.ts';

export type { ExternalData } from './writer.ts';

/** `best` writes what onnxruntime runs fastest, `plain` one node per operation of the framework. */
export type Lowering = 'best' | 'plain';

export interface OnnxOptions {
  /** Default `best`. */
  readonly lowering?: Lowering;
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
  const { lowering = 'best', batch = 'static', taps = new Map(), metadata = {} } = options;
  const to = onnxWriter(read, options.external);
  const firsts = new Map<ValueId, string>();
  const lasts = new Map<ValueId, string>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const operands: Operands = {
    name: (id) => firsts.get(id) ?? remember(firsts, id, turn(to, lasts.get(id) as string, [0, 3, 1, 2])),
    last: (id) => lasts.get(id) ?? remember(lasts, id, turn(to, firsts.get(id) as string, [0, 2, 3, 1])),
    isLast: (id) => lasts.has(id) && !firsts.has(id),
    shape: (id) => shapes.get(id) as Shape,
  };
  const dims = (id: ValueId): (number | string)[] => {
    const [first, ...rest] = operands.shape(id) as [number, ...number[]];
    return [batch === 'dynamic' ? 'batch' : first, ...rest];
  };

  const emitNode = lowering === 'plain' ? emitPlain : emit;
  for (const node of graph.nodes) {
    const made = node.op === 'input' ? to.input('input', dims(node.id)) : emitNode(node, operands, to);
    if (typeof made === 'string') firsts.set(node.id, made);
    else lasts.set(node.id, made.last);
  }
  to.output('logits', operands.name(graph.output), dims(graph.output));
  for (const [name, id] of taps) to.output(name, operands.name(id), dims(id));
  return to.encode(graph.name, metadata);
}

function remember(names: Map<ValueId, string>, id: ValueId, name: string): string {
  names.set(id, name);
  return name;
}

/** A map with its axes in another order. */
function turn(to: OnnxWriter, name: string, perm: readonly number[]): string {
  return to.node('Transpose', `${name}.${perm[1] === 3 ? 'channels_first' : 'channels_last'}`, [name], {
    perm: { ints: perm },
  });
}
