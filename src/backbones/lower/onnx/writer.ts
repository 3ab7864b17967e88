import onnxProto from 'onnx-proto';
import { evaluate, type TensorReader } from '../../graph/index.ts';
import type { OnnxAttribute, OnnxNodes, Parameter } from '../../operators/index.ts';

const { onnx } = onnxProto;

/** Gelu arrived with opset 20, GroupNormalization's and others' current forms before it. */
const OPSET = 20;
/** The IR version that came with opset 20's release of ONNX. */
const IR_VERSION = 9;

/** Collects the parts of an ONNX model in execution order and encodes it with a protobuf library. */
export interface OnnxWriter extends OnnxNodes {
  input(name: string, dims: readonly (number | string)[]): string;
  output(name: string, value: string, dims: readonly (number | string)[]): void;
  encode(graphName: string, metadata: Readonly<Record<string, string>>): Uint8Array;
}

/** Where tensors go that are not in the model file: ONNX's external data, a file next to it. */
export interface ExternalData {
  /** Name of the file, without a folder. */
  readonly location: string;
  /** Writes the bytes of a tensor and returns their offset in the file. */
  write(bytes: Uint8Array): number;
}

/** Smaller tensors stay in the model: shapes and constants must be known when it is loaded. */
const MIN_EXTERNAL = 1024;

/** @param external where large tensors go; without it everything goes into the model */
export function onnxWriter(read: TensorReader, external?: ExternalData): OnnxWriter {
  const nodes: onnxProto.onnx.INodeProto[] = [];
  const initializers: onnxProto.onnx.ITensorProto[] = [];
  const inputs: onnxProto.onnx.IValueInfoProto[] = [];
  const outputs: onnxProto.onnx.IValueInfoProto[] = [];
  const taken = new Set<string>();
  const byParameter = new Map<Parameter, Map<string, string>>();
  const constants = new Map<string, string>();

  const unique = (wanted: string): string => {
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const initializer = (
    wanted: string,
    dims: readonly number[],
    values: Float32Array | BigInt64Array,
  ): string => {
    const name = unique(wanted);
    const dataType =
      values instanceof Float32Array ? onnx.TensorProto.DataType.FLOAT : onnx.TensorProto.DataType.INT64;
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    if (external === undefined || rawData.length < MIN_EXTERNAL) {
      initializers.push({ name, dims: [...dims], dataType, rawData });
      return name;
    }
    const externalData = [
      { key: 'location', value: external.location },
      { key: 'offset', value: String(external.write(rawData)) },
      { key: 'length', value: String(rawData.length) },
    ];
    const dataLocation = onnx.TensorProto.DataLocation.EXTERNAL;
    initializers.push({ name, dims: [...dims], dataType, dataLocation, externalData });
    return name;
  };

  return {
    node(op, name, operands, attributes = {}) {
      const result = unique(name);
      nodes.push({
        opType: op,
        name: result,
        input: [...operands],
        output: [result],
        attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
      });
      return result;
    },
    parameter(parameter, dims = parameter.shape) {
      const forms = byParameter.get(parameter) ?? new Map<string, string>();
      byParameter.set(parameter, forms);
      const known = forms.get(dims.join());
      if (known !== undefined) return known;
      const name = initializer(parameter.name, dims, evaluate(parameter, read));
      forms.set(dims.join(), name);
      return name;
    },
    transposed(parameter) {
      const [rows, columns] = parameter.shape as [number, number];
      const values = evaluate(parameter, read);
      const out = new Float32Array(values.length);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c] as number;
      }
      return initializer(`${parameter.name}.t`, [columns, rows], out);
    },
    constant(values, dims) {
      const key = `${values.constructor.name}[${dims}]:${values}`;
      const known = constants.get(key);
      if (known !== undefined) return known;
      const name = initializer(`constant_${constants.size}`, dims, values);
      constants.set(key, name);
      return name;
    },
    input(name, dims) {
      inputs.push(valueInfo(unique(name), dims));
      return name;
    },
    output(name, value, dims) {
      // An output has its own name, so that it does not depend on the node that computes it.
      if (taken.has(name)) throw new Error(`the output "${name}" needs a name that no other value has`);
      nodes.push({
        opType: 'Identity',
        name: unique(`${name}_output`),
        input: [value],
        output: [unique(name)],
      });
      outputs.push(valueInfo(name, dims));
    },
    encode(graphName, metadata) {
      const model = {
        irVersion: IR_VERSION,
        producerName: 'fastvit-bench',
        opsetImport: [{ domain: '', version: OPSET }],
        metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
        graph: { name: graphName, node: nodes, initializer: initializers, input: inputs, output: outputs },
      };
      return onnx.ModelProto.encode(model).finish();
    },
  };
}

function attributeProto(name: string, value: OnnxAttribute): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if ('int' in value) return { name, type: AttributeType.INT, i: value.int };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ('ints' in value) return { name, type: AttributeType.INTS, ints: [...value.ints] };
  return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value.string) };
}

function valueInfo(name: string, dims: readonly (number | string)[]): onnxProto.onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: onnx.TensorProto.DataType.FLOAT, shape: { dim } } } };
}
