import { inflateSync } from 'node:zlib';

/** Maps ILSVRC ids (1 to 1000 for the leaf classes) to WordNet ids. */
export type SynsetTable = ReadonlyMap<number, string>;

/**
 * Reads the table `synsets` of the devkit's `meta.mat`, a MATLAB level 5 file: field `ILSVRC2012_ID` to field `WNID`.
 * The devkit numbers its classes in another order than the sorted class folders, so its ground-truth file means nothing
 * without this table.
 * @throws Error if the file is not a level 5 MAT-file with this table
 */
export function readSynsetTable(bytes: Uint8Array): SynsetTable {
  if (bytes.length < 128 || Buffer.from(bytes.subarray(0, 10)).toString('latin1') !== 'MATLAB 5.0') {
    throw new Error('it is not a MATLAB level 5 file');
  }
  for (const element of elements(bytes.subarray(128))) {
    const matrix = element.type === COMPRESSED ? elements(inflateSync(element.data))[0] : element;
    if (matrix?.type !== MATRIX) continue;
    const array = parseArray(matrix.data);
    if (array.name === 'synsets' && array.fields) return tableOf(array.fields);
  }
  throw new Error('it has no table "synsets"');
}

const INT8 = 1;
const MATRIX = 14;
const COMPRESSED = 15;

/** The class of a struct array, in the low byte of its flags. */
const STRUCT = 2;

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
}

interface MatArray {
  readonly name: string;
  /** Numbers, or character codes. */
  readonly values: readonly number[];
  /** For a struct array: the arrays of each field, in element order. */
  readonly fields?: ReadonlyMap<string, readonly MatArray[]>;
}

function tableOf(fields: ReadonlyMap<string, readonly MatArray[]>): SynsetTable {
  const ids = fields.get('ILSVRC2012_ID');
  const wnids = fields.get('WNID');
  if (!ids || !wnids) throw new Error('its table "synsets" lacks ILSVRC2012_ID or WNID');
  return new Map(ids.map((id, i) => [id.values[0] ?? 0, String.fromCharCode(...(wnids[i]?.values ?? []))]));
}

/** Splits bytes into tagged elements; the tag itself holds up to four bytes of a small one. */
function elements(bytes: Uint8Array): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Element[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const tag = view.getUint32(at, true);
    const small = tag >>> 16;
    const type = tag & 0xffff;
    const size = small > 0 ? small : view.getUint32(at + 4, true);
    const start = small > 0 ? at + 4 : at + 8;
    if (start + size > bytes.length) throw new Error('it ends within an element');
    found.push({ type, data: bytes.subarray(start, start + size) });
    if (small > 0) at += 8;
    else at = start + (type === COMPRESSED ? size : Math.ceil(size / 8) * 8);
  }
  return found;
}

/** Parses an array: flags, dimensions, name, then the contents. */
function parseArray(data: Uint8Array): MatArray {
  const [flags, , name, ...contents] = elements(data);
  if (!flags || !name) return { name: '', values: [] };
  const label = String.fromCharCode(...name.data);
  if (flags.data[0] === STRUCT) return { name: label, values: [], fields: parseFields(contents) };
  return { name: label, values: contents[0] ? numbers(contents[0]) : [] };
}

/** Parses a struct array: the width of a field name, the names, then the fields of its elements in turn. */
function parseFields([width, names, ...cells]: Element[]): Map<string, MatArray[]> {
  const each = width ? numbers(width)[0] : undefined;
  if (!each || names?.type !== INT8) throw new Error('its struct has no field names');
  const text = Buffer.from(names.data).toString('latin1');
  const fields = Array.from({ length: names.data.length / each }, (_, i) =>
    text.slice(i * each, (i + 1) * each).replace(/\0.*$/s, ''),
  );
  return new Map(
    fields.map((field, f) => [
      field,
      cells.filter((_, i) => i % fields.length === f).map(({ data }) => parseArray(data)),
    ]),
  );
}

/** Reads the numbers of an element by its type: integers of 8 to 64 bits, floats, UTF-8 and UTF-16 codes. */
function numbers({ type, data }: Element): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = READERS[type];
  if (!read) throw new Error(`an element of its table has the unknown type ${type}`);
  const [bytes, at] = read;
  return Array.from({ length: Math.floor(data.length / bytes) }, (_, i) => at(view, i * bytes));
}

const READERS: Readonly<Record<number, readonly [bytes: number, (view: DataView, at: number) => number]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getUint32(at, true)],
  7: [4, (view, at) => view.getFloat32(at, true)],
  9: [8, (view, at) => view.getFloat64(at, true)],
  16: [1, (view, at) => view.getUint8(at)],
  17: [2, (view, at) => view.getUint16(at, true)],
};
