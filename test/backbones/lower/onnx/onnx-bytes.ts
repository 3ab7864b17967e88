import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;
const { AttributeType } = onnx.AttributeProto;

export interface SmallModel {
  readonly layout?: 'NCHW' | 'NHWC';
  readonly type?: 'float32' | 'float16';
  /** Dims of the input; strings are dynamic axes. */
  readonly dims?: readonly (number | string)[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** The file of the weights, where they are apart; `WEIGHTS` belongs into it. */
  readonly external?: string;
  /** 0 for a graph that gives nothing. */
  readonly outputs?: number;
  /** Further nodes after the scores. */
  readonly nodes?: readonly object[];
  readonly functions?: readonly object[];
}

/** Rows are red, green, blue: the first score is red + blue, the second -blue. */
export const WEIGHTS = new Uint8Array(Float32Array.of(1, 0, 0, 0, 1, -1).buffer);

/** Mean over the positions of each colour, times a matrix: scores [N, 2], by protobufjs and ONNX's schema. */
export function smallModel({
  layout = 'NCHW',
  type = 'float32',
  dims,
  metadata = {},
  external,
  outputs = 1,
  nodes = [],
  functions = [],
}: SmallModel = {}): Buffer {
  const elemType = type === 'float32' ? DataType.FLOAT : DataType.FLOAT16;
  const shape =
    dims ?? (layout === 'NCHW' ? ['batch', 3, 'height', 'width'] : ['batch', 'height', 'width', 3]);
  const rawData =
    type === 'float32' ? WEIGHTS : new Uint8Array(Uint16Array.of(0x3c00, 0, 0, 0, 0x3c00, 0xbc00).buffer);
  const elements =
    external === undefined
      ? { rawData }
      : { dataLocation: 1, externalData: [{ key: 'location', value: external }] };
  const model = {
    irVersion: 9,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    functions: [...functions],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'small',
      node: [
        node('ReduceMean', ['pixels'], 'mean', [
          { name: 'axes', type: AttributeType.INTS, ints: layout === 'NCHW' ? [2, 3] : [1, 2] },
          { name: 'keepdims', type: AttributeType.INT, i: 0 },
        ]),
        node('MatMul', ['mean', 'weight'], 'scores', []),
        ...nodes,
      ],
      initializer: [{ name: 'weight', dims: [3, 2], dataType: elemType, ...elements }],
      input: [value('pixels', elemType, shape)],
      output: [value('scores', elemType, [shape[0]!, 2])].slice(0, outputs),
    },
  };
  return Buffer.from(onnx.ModelProto.encode(model).finish());
}

/** A tensor whose elements are in a file of their own. */
export function externalTensor(name: string, location: string): object {
  const elements = { dataLocation: 1, externalData: [{ key: 'location', value: location }] };
  return { name, dims: [3, 2], dataType: DataType.FLOAT, ...elements };
}

/** A node with a graph inside it, of the given initializers and nodes. */
export function branch(initializer: readonly object[], nodes: readonly object[] = []): object {
  const g = { name: 'branch', initializer, node: nodes };
  return node('If', ['mean'], 'branched', [{ name: 'then_branch', type: AttributeType.GRAPH, g }]);
}

export function node(opType: string, input: string[], output: string, attribute: object[]) {
  return { opType, name: output, input, output: [output], attribute };
}

function value(name: string, elemType: number, dims: readonly (number | string)[]) {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
