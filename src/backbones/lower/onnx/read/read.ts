import { INPUTS, type OpenFile, openFile, UserError } from '../../../../files/index.ts';
import { quoted } from '../../../../text/index.ts';
import { isSafePath } from '../../../weights/index.ts';
import {
  ELEMENT_TYPES,
  type ElementType,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './types.ts';
import { type Field, protobufWire, type Range, type Wire } from './wire.ts';

/** Integer tensors up to this size are kept: shapes, axes and sizes are computed from them. */
const MAX_KEPT = 64;
/** protobuf itself refuses 100 messages in each other, and a graph in a graph is three. */
const MAX_GRAPHS = 40;

/**
 * Reads an ONNX model's graph: everything except the elements of its tensors, which are skipped. Of the graphs inside
 * its nodes (If, Loop, Scan) and of its functions, only the files of tensors are kept.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 *
 * @throws UserError in one line, if the file is not an ONNX model, is damaged, or nests too deeply
 */
export function readOnnx(path: string): OnnxModel {
  const file = openFile(path, INPUTS.onnx);
  try {
    return readModel(context(file));
  } finally {
    file.close();
  }
}

interface Context {
  readonly path: string;
  readonly size: number;
  readonly wire: Wire;
  /** Counts one kept item, so that memory stays in proportion to the file. */
  readonly keep: () => void;
  /** Files of external tensors found so far. */
  readonly externalFiles: Set<string>;
  /** Those of them with a tensor inside a node. */
  readonly innerFiles: Set<string>;
  readonly isInner: boolean;
  /** How many graphs lie around the one that is read. */
  readonly depth: number;
}

function context(file: OpenFile): Context {
  let left = Math.max(50_000, Math.floor(file.size / 500));
  return {
    path: file.path,
    size: file.size,
    wire: protobufWire(file),
    externalFiles: new Set(),
    innerFiles: new Set(),
    isInner: false,
    depth: 0,
    keep() {
      if (left-- <= 0)
        throw new UserError(`${file.path} has more nodes and names than a model of its size can have`);
    },
  };
}

function readModel(c: Context): OnnxModel {
  let producer = '';
  let graph: Field | undefined;
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  for (const field of c.wire.fields({ start: 0, end: c.size })) {
    if (field.number === 2 && field.wire === 2) producer = c.wire.text(field.content);
    else if (field.number === 7 && field.wire === 2) {
      if (graph !== undefined) throw new UserError(`${c.path} has two graphs`);
      graph = field;
    } else if (field.number === 8 && field.wire === 2) {
      const { text, number } = record(c, field.content);
      opsets.set(text.get(1) ?? '', number.get(2) ?? 0);
    } else if (field.number === 14 && field.wire === 2) {
      const { text } = record(c, field.content);
      metadata.set(text.get(1) ?? '', text.get(2) ?? '');
    } else if (field.number === 25 && field.wire === 2) noteFunction(c, field.content);
  }
  if (graph === undefined || opsets.size === 0)
    throw new UserError(
      `${c.path} is not an ONNX model: it has no ${graph === undefined ? 'graph' : 'operator set'}`,
    );
  const parts = readGraph(c, graph.content);
  return {
    path: c.path,
    producer,
    opsets,
    metadata,
    ...parts.graph,
    externalFiles: [...c.externalFiles],
    innerFiles: [...c.innerFiles],
    layout: { size: c.size, graph: { ...graph.content, whole: graph.whole }, inputs: parts.inputFields },
  };
}

/** Reads the nodes of a function for the files of their tensors. */
function noteFunction(c: Context, range: Range): void {
  for (const { number, wire, content } of c.wire.fields(range))
    if (number === 7 && wire === 2) readNode(c, content);
}

function readGraph(c: Context, range: Range) {
  if (c.depth > MAX_GRAPHS) throw new UserError(`${c.path} nests graphs more than ${MAX_GRAPHS} deep`);
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const declared: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values = new Map<string, OnnxValue>();
  const inputFields = new Map<string, Range>();
  for (const field of c.wire.fields(range)) {
    if (field.wire !== 2) continue;
    switch (field.number) {
      case 1:
        nodes.push(readNode(c, field.content));
        break;
      case 5: {
        const tensor = readTensor(c, field.content);
        if (initializers.has(tensor.name))
          throw new UserError(`${c.path} has two tensors ${quoted(tensor.name)}`);
        initializers.set(tensor.name, tensor);
        break;
      }
      case 11:
        declared.push(readValue(c, field.content));
        inputFields.set(declared.at(-1)!.name, field.whole);
        break;
      case 12:
        outputs.push(readValue(c, field.content));
        break;
      case 13: {
        const value = readValue(c, field.content);
        values.set(value.name, value);
      }
    }
  }
  // Before IR version 4 a file listed its initializers among the inputs as well.
  const inputs = declared.filter(({ name }) => !initializers.has(name));
  const ranges = inputs.map(({ name }) => inputFields.get(name)!);
  return { graph: { nodes, initializers, inputs, outputs, values }, inputFields: ranges };
}

function readNode(c: Context, range: Range): OnnxNode {
  c.keep();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [name, op, domain] = ['', '', ''];
  for (const { number, wire, content } of c.wire.fields(range)) {
    if (wire !== 2) continue;
    if (number === 1) inputs.push(keptText(c, content));
    else if (number === 2) outputs.push(keptText(c, content));
    else if (number === 3) name = c.wire.text(content);
    else if (number === 4) op = c.wire.text(content);
    else if (number === 5) attributes.set(...readAttribute(c, content));
    else if (number === 7) domain = c.wire.text(content);
  }
  return { op, domain: domain === 'ai.onnx' ? '' : domain, name, inputs, outputs, attributes };
}

function readAttribute(around: Context, range: Range): [name: string, attribute: OnnxAttribute] {
  const c = { ...around, isInner: true };
  c.keep();
  let name = '';
  let attribute: OnnxAttribute = {};
  const ints: number[] = [];
  for (const field of c.wire.fields(range)) {
    const { number, wire, content } = field;
    if (number === 1 && wire === 2) name = c.wire.text(content);
    else if (number === 3 && wire === 0) attribute = { int: field.value };
    else if (number === 4 && wire === 2 && content.end - content.start <= 256)
      attribute = { text: c.wire.text(content) };
    else if (number === 5 && wire === 2) attribute = { tensor: readTensor(c, content) };
    else if ((number === 6 || number === 11) && wire === 2) readGraph({ ...c, depth: c.depth + 1 }, content);
    else if (number === 10 && wire === 2) readTensor(c, content);
    else if (number === 8 && ints.length < MAX_KEPT && content.end - content.start <= 10 * MAX_KEPT)
      ints.push(...c.wire.integers(field));
  }
  keepNumbers(c, ints);
  return [name, ints.length > 0 ? { ints } : attribute];
}

function readTensor(c: Context, range: Range): OnnxTensor {
  c.keep();
  const shape: number[] = [];
  let name = '';
  let type = 0;
  let external = false;
  let raw: Range | undefined;
  let typed: Field | undefined;
  const unpacked: number[] = [];
  for (const field of c.wire.fields(range)) {
    const { number, wire, content } = field;
    if (number === 1 && shape.length < MAX_KEPT && content.end - content.start <= 10 * MAX_KEPT)
      shape.push(...c.wire.integers(field));
    else if (number === 2 && wire === 0) type = field.value;
    else if (number === 8 && wire === 2) name = c.wire.text(content);
    else if (number === 9 && wire === 2) raw = content;
    else if (number === 13 && wire === 2) noteExternal(c, content);
    else if (number === 14 && wire === 0) external = field.value === 1;
    else if ((number === 5 || number === 7) && wire === 2) typed = field;
    else if ((number === 5 || number === 7) && wire === 0 && unpacked.length < MAX_KEPT)
      unpacked.push(field.value);
  }
  const element = ELEMENT_TYPES[type as keyof typeof ELEMENT_TYPES];
  const count = shape.reduce((product, axis) => product * axis, 1);
  const fail = (what: string) => new UserError(`${c.path}: tensor ${quoted(name)} ${what}`);
  if (shape.some((axis) => axis < 0) || !Number.isSafeInteger(count)) throw fail(`has the shape [${shape}]`);
  const bytes = count * (element?.bytes ?? 0);
  if (raw !== undefined && element !== undefined && !external && raw.end - raw.start !== bytes)
    throw fail(`of shape [${shape}] does not fit its ${raw.end - raw.start} bytes`);
  const integers = count <= MAX_KEPT ? integersOf(c, element?.name, raw, typed, unpacked) : undefined;
  keepNumbers(c, [...shape, ...(integers ?? [])]);
  const kept = integers !== undefined && integers.length === count ? { integers } : {};
  return { name, shape, type: element?.name ?? 'other', bytes, external, ...kept };
}

/** Reads one entry of an external tensor's location. @throws UserError for a path outside the model's folder */
function noteExternal(c: Context, range: Range): void {
  const { text } = record(c, range);
  if (text.get(1) !== 'location') return;
  const location = (text.get(2) ?? '').replace(/^(\.\/)+/, '');
  if (!isSafePath(location))
    throw new UserError(`${c.path} keeps tensors in ${quoted(location)}, which is outside its folder`);
  c.externalFiles.add(location);
  if (c.isInner) c.innerFiles.add(location);
}

function integersOf(
  c: Context,
  type: ElementType | undefined,
  raw: Range | undefined,
  typed: Field | undefined,
  unpacked: readonly number[],
): readonly number[] | undefined {
  if (type !== 'int64' && type !== 'int32') return undefined;
  if (raw === undefined) return typed === undefined ? unpacked : c.wire.integers(typed);
  const bytes = c.wire.bytes(raw);
  const size = type === 'int64' ? 8 : 4;
  return Array.from({ length: bytes.length / size }, (_, i) =>
    type === 'int64' ? Number(bytes.readBigInt64LE(8 * i)) : bytes.readInt32LE(4 * i),
  );
}

function readValue(c: Context, range: Range): OnnxValue {
  c.keep();
  let name = '';
  let type: ElementType = 'other';
  let dims: (number | string)[] | undefined;
  for (const { number, wire, content } of c.wire.fields(range)) {
    if (number === 1 && wire === 2) name = c.wire.text(content);
    if (number !== 2 || wire !== 2) continue;
    for (const tensor of c.wire.fields(content)) {
      if (tensor.number !== 1 || tensor.wire !== 2) continue;
      for (const part of c.wire.fields(tensor.content)) {
        if (part.number === 1 && part.wire === 0)
          type = ELEMENT_TYPES[part.value as keyof typeof ELEMENT_TYPES]?.name ?? 'other';
        else if (part.number === 2 && part.wire === 2) dims = readDims(c, part.content);
      }
    }
  }
  return { name, type, dims };
}

function readDims(c: Context, range: Range): (number | string)[] {
  const dims: (number | string)[] = [];
  for (const { number, wire, content } of c.wire.fields(range)) {
    if (number !== 1 || wire !== 2) continue;
    if (dims.length === MAX_KEPT)
      throw new UserError(`${c.path} has a value with more than ${MAX_KEPT} axes`);
    const { text, number: numbers } = record(c, content);
    const size = numbers.get(1);
    dims.push(size !== undefined && size > 0 ? size : text.get(2) || '?');
  }
  return dims;
}

/** Reads a small message of strings and numbers, by field number. */
function record(c: Context, range: Range): { text: Map<number, string>; number: Map<number, number> } {
  c.keep();
  const text = new Map<number, string>();
  const number = new Map<number, number>();
  for (const field of c.wire.fields(range)) {
    if (field.number > 16) continue;
    if (field.wire === 2) text.set(field.number, c.wire.text(field.content));
    else if (field.wire === 0) number.set(field.number, field.value);
  }
  return { text, number };
}

/** Sixteen numbers count as one item. */
function keepNumbers(c: Context, numbers: readonly number[]): void {
  for (let i = 16; i <= numbers.length; i += 16) c.keep();
}

function keptText(c: Context, content: Range): string {
  c.keep();
  return c.wire.text(content);
}
