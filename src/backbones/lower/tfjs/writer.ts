import { evaluate, type TensorReader } from '../../graph/index.ts';
import type { Parameter, TfjsAttribute, TfjsNodes } from '../../operators/index.ts';

/** `model.json` of a tfjs GraphModel, as `tf.loadGraphModel` reads it. */
export interface GraphModelJson {
  readonly format: 'graph-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: {
    readonly node: readonly NodeDef[];
    readonly library: Record<string, never>;
    readonly versions: { readonly producer: number };
  };
  readonly signature: {
    readonly inputs: Readonly<Record<string, TensorInfo>>;
    readonly outputs: Readonly<Record<string, TensorInfo>>;
  };
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly WeightSpec[];
  }[];
  readonly userDefinedMetadata: Readonly<Record<string, string>>;
}

/** A model in memory: its JSON, and the bytes of the one weights file it names, in pieces. */
export interface TfjsModel {
  readonly json: GraphModelJson;
  readonly weights: readonly Uint8Array[];
}

interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

interface TensorInfo {
  readonly name: string;
  readonly dtype: 'DT_FLOAT';
  readonly tensorShape: unknown;
}

/** Name of the weights file, next to `model.json`. */
export const WEIGHTS_FILE = 'weights.bin';

/** Collects the parts of a GraphModel in execution order. A batch size of -1 is dynamic. */
interface TfjsWriter extends TfjsNodes {
  input(name: string, dims: readonly number[]): string;
  output(name: string, value: string, dims: readonly number[]): void;
  finish(metadata: Readonly<Record<string, string>>): TfjsModel;
}

export function tfjsWriter(read: TensorReader): TfjsWriter {
  const nodes: NodeDef[] = [];
  const specs: WeightSpec[] = [];
  const weights: Uint8Array[] = [];
  const inputs: Record<string, TensorInfo> = {};
  const outputs: Record<string, TensorInfo> = {};
  const taken = new Set<string>();
  const constants = new Map<string, string>();
  const byParameter = new Map<Parameter, Map<string, string>>();

  const unique = (wanted: string): string => {
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const store = (wanted: string, values: Float32Array | Int32Array, dims: readonly number[]): string => {
    const name = unique(wanted);
    const real = values instanceof Float32Array;
    nodes.push({ name, op: 'Const', attr: { dtype: { type: real ? 'DT_FLOAT' : 'DT_INT32' } } });
    specs.push({ name, shape: dims, dtype: real ? 'float32' : 'int32' });
    weights.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return name;
  };
  const once = (known: Map<string, string>, key: string, make: () => string): string => {
    const name = known.get(key) ?? make();
    known.set(key, name);
    return name;
  };

  return {
    node(op, name, operands, attributes = {}) {
      const result = unique(name || op);
      const attr = { T: { type: 'DT_FLOAT' }, ...mapValues(attributes, attributeValue) };
      nodes.push({ name: result, op, input: operands, attr });
      return result;
    },
    parameter(parameter, layout, lay) {
      const layouts = byParameter.get(parameter) ?? new Map<string, string>();
      byParameter.set(parameter, layouts);
      return once(layouts, layout, () => {
        const { values, dims } = lay(evaluate(parameter, read));
        return store(parameter.name, values, dims);
      });
    },
    constant(values, dims) {
      const key = `${values.constructor.name}[${dims}]:${values}`;
      return once(constants, key, () => store('constant', values, dims));
    },
    input(name, dims) {
      const attr = { dtype: { type: 'DT_FLOAT' }, shape: { shape: tensorShape(dims) } };
      nodes.push({ name: unique(name), op: 'Placeholder', attr });
      inputs[name] = { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: tensorShape(dims) };
      return name;
    },
    output(name, value, dims) {
      // An output has its own name, so that it does not depend on the node that computes it.
      // A colon would be read as the number of an output.
      const result = unique(name.replace(':', '/'));
      nodes.push({ name: result, op: 'Identity', input: [value], attr: { T: { type: 'DT_FLOAT' } } });
      outputs[name] = { name: `${result}:0`, dtype: 'DT_FLOAT', tensorShape: tensorShape(dims) };
    },
    finish(metadata) {
      return {
        json: {
          format: 'graph-model',
          generatedBy: 'fastvit-bench',
          convertedBy: null,
          modelTopology: { node: nodes, library: {}, versions: { producer: 1 } },
          signature: { inputs, outputs },
          weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
          userDefinedMetadata: metadata,
        },
        weights,
      };
    },
  };
}

/** Protobuf's JSON form, in which 64-bit integers are strings and bytes are base64. */
function attributeValue(value: TfjsAttribute): unknown {
  if ('int' in value) return { i: String(value.int) };
  if ('float' in value) return { f: value.float };
  if ('bool' in value) return { b: value.bool };
  if ('ints' in value) return { list: { i: value.ints.map(String) } };
  if ('strings' in value) return { list: { s: value.strings.map(base64) } };
  return { s: base64(value.string) };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function tensorShape(dims: readonly number[]): unknown {
  return { dim: dims.map((size) => ({ size: String(size) })) };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
