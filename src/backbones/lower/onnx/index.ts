import type { Graph, TensorReader } from '../../graph/index.ts';
import { operandsOf, operatorOf, type Shape, type ValueId } from '../../operators/index.ts';
import { type ExternalData, type OnnxWriter, onnxWriter } from './writer.ts';

export { programToOnnx } from './program.ts';
export type { ExternalData } from './writer.ts';

/** `best` writes what onnxruntime runs fastest, `plain` one node per operation of the framework. */
export type Lowering = 'best' | 'plain';

export interface OnnxOptions {
  /** Default `best`. */
  readonly lowering?: Lowering;
  /** `dynamic` makes the batch axis dynamic; otherwise the graph's own batch is written. */
  readonly batch?: 'static' | 'dynamic';
  /** Values that become outputs of the model as well, under the names given. */
  readonly taps?: ReadonlyMap<string, ValueId>;
  /** Written into the model's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Where large tensors go instead of into the model: a model file cannot hold 2 GB. */
  readonly external?: ExternalData;
}

/** Writes the graph as an ONNX model (opset 20): input `input` [N, 3, H, W] float32, output `logits`. */
export function toOnnx(graph: Graph, read: TensorReader, options: OnnxOptions = {}): Uint8Array {
  const { lowering = 'best', batch = 'static', taps = new Map(), metadata = {} } = options;
  const to = onnxWriter(read, options.external);
  const firsts = new Map<ValueId, string>();
  const lasts = new Map<ValueId, string>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const operands = {
    name: (id: ValueId) =>
      firsts.get(id) ?? remember(firsts, id, turn(to, lasts.get(id) as string, [0, 3, 1, 2])),
    last: (id: ValueId) =>
      lasts.get(id) ?? remember(lasts, id, turn(to, firsts.get(id) as string, [0, 2, 3, 1])),
    shape: (id: ValueId) => shapes.get(id) as Shape,
  };
  const isLast = (id: ValueId): boolean => lasts.has(id) && !firsts.has(id);
  const dims = (id: ValueId): (number | string)[] => {
    const [first, ...rest] = operands.shape(id) as [number, ...number[]];
    return [batch === 'dynamic' ? 'batch' : first, ...rest];
  };

  for (const node of graph.nodes) {
    if (node.op === 'input') {
      firsts.set(node.id, to.input('input', dims(node.id)));
      continue;
    }
    const { best, plain = best, channelsLast } = operatorOf(node).onnx;
    if (lowering === 'plain' && channelsLast !== undefined && operandsOf(node).every(isLast)) {
      lasts.set(node.id, channelsLast(node, operands, to));
      continue;
    }
    const result = (lowering === 'plain' ? plain : best)(node, operands, to);
    if (typeof result === 'string') firsts.set(node.id, result);
    else lasts.set(node.id, result.last);
  }
  to.output('logits', operands.name(graph.output), dims(graph.output));
  for (const [name, id] of taps) to.output(name, operands.name(id), dims(id));
  return to.encode(graph.name, metadata);
}

function remember(names: Map<ValueId, string>, id: ValueId, name: string): string {
  names.set(id, name);
  return name;
}

/** Transposes a map. */
function turn(to: OnnxWriter, name: string, perm: readonly number[]): string {
  return to.node('Transpose', `${name}.${perm[1] === 3 ? 'channels_first' : 'channels_last'}`, [name], {
    perm: { ints: perm },
  });
}
