import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** A convolution followed by ReLU. */
interface KernelLayer {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly depthwise: boolean;
}

/** A stack of convolutions as ONNX, with its input. Equal arguments give equal bytes on every machine. */
export interface Kernel {
  readonly bytes: Uint8Array;
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array };
  readonly output: string;
}

/**
 * Builds a chain of convolutions on a square input of batch 1, followed by global average pooling. Weights and
 * input are small dyadic fractions from an integer hash: exact in float32 on every machine, and bounded layer by
 * layer, so that no value overflows or becomes denormal.
 */
export function convolutionKernel(
  channels: number,
  resolution: number,
  layers: readonly KernelLayer[],
): Kernel {
  const shape = [1, channels, resolution, resolution];
  const nodes: object[] = [];
  const initializers: object[] = [];
  let width = channels;
  let last = 'input';
  layers.forEach((layer, index) => {
    const { kernel, stride, depthwise } = layer;
    const fanIn = (depthwise ? 1 : width) * kernel * kernel;
    const dims = [layer.channels, depthwise ? 1 : width, kernel, kernel];
    initializers.push(tensor(`weight${index}`, dims, dyadic(count(dims), index + 1, fanIn)));
    const pad = (kernel - 1) >> 1;
    nodes.push({
      opType: 'Conv',
      name: `conv${index}`,
      input: [last, `weight${index}`],
      output: [`conv${index}`],
      attribute: [
        ints('kernel_shape', [kernel, kernel]),
        ints('strides', [stride, stride]),
        ints('pads', [pad, pad, pad, pad]),
        { name: 'group', type: ATTRIBUTE.INT, i: depthwise ? width : 1 },
      ],
    });
    nodes.push({ opType: 'Relu', name: `relu${index}`, input: [`conv${index}`], output: [`relu${index}`] });
    last = `relu${index}`;
    width = layer.channels;
  });
  nodes.push({ opType: 'GlobalAveragePool', name: 'pool', input: [last], output: ['output'] });
  const model = onnx.ModelProto.create({
    irVersion: 8,
    producerName: 'fastvit-bench',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'kernel',
      node: nodes,
      initializer: initializers,
      input: [valueInfo('input', shape)],
      output: [valueInfo('output', [1, width, 1, 1])],
    },
  });
  return {
    bytes: onnx.ModelProto.encode(model).finish(),
    input: { name: 'input', shape, data: dyadic(count(shape), 0, 1) },
    output: 'output',
  };
}

const ATTRIBUTE = onnx.AttributeProto.AttributeType;
const FLOAT = onnx.TensorProto.DataType.FLOAT;

function ints(name: string, values: readonly number[]): object {
  return { name, type: ATTRIBUTE.INTS, ints: values };
}

function tensor(name: string, dims: readonly number[], values: Float32Array): object {
  // ONNX defines little-endian, as is every platform that runs Node.
  return { name, dims, dataType: FLOAT, rawData: new Uint8Array(values.buffer) };
}

function valueInfo(name: string, shape: readonly number[]): object {
  const dim = shape.map((size) => ({ dimValue: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Multiples of 1/128 in −1..1, scaled down by a power of two near √(2/fanIn) so that layers keep their range. */
function dyadic(length: number, salt: number, fanIn: number): Float32Array {
  const scale = 2 ** Math.round(Math.log2(Math.sqrt(6 / fanIn))) / 128;
  return Float32Array.from({ length }, (_, index) => {
    // Wang's integer hash, which has good low bits.
    let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    hash ^= hash >>> 15;
    return ((hash >>> 24) - 128) * scale;
  });
}
