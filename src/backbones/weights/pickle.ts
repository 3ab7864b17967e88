import { UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import type { ByteStream } from './pickle-bytes.ts';
import { callGlobal, isKnownGlobal, newInstance, storageOf } from './pickle-globals.ts';
import type { PickleValue, StorageRef } from './pickle-values.ts';

interface PickleLimits {
  /** Number of values that may be created, so that memory stays in proportion to the file. */
  readonly values: number;
  /** Name of the file in messages. */
  readonly path: string;
  /** Called with every storage that is referred to. */
  readonly onStorage?: (storage: StorageRef) => void;
}

/**
 * Returns how many values the pickle of a file of `size` bytes may create. A state dict has about 30 per tensor;
 * a value takes up to 300 bytes of memory, which must stay in proportion to the file.
 */
export function maxValues(size: number): number {
  return Math.max(100_000, Math.floor(size / 200));
}

/**
 * Reads one pickle as data.
 *
 * A pickle is a program for a small stack machine that can import and call anything. This machine has only
 * the instructions that a state dict is written with (protocols 2 to 5), knows only the names listed in
 * pickle-globals.ts, and gives those a fixed meaning: nothing is imported, nothing is called.
 * Source of the instructions: CPython, Lib/pickletools.py.
 *
 * @throws UserError for an unknown instruction or name, with its position
 */
export function readPickle(bytes: ByteStream, limits: PickleLimits): PickleValue {
  const machine: Machine = { bytes, limits, stack: [], marks: [], memo: new Map(), left: limits.values };
  for (;;) {
    const position = bytes.position();
    const code = bytes.byte();
    if (code === STOP) break;
    const run = INSTRUCTIONS.get(code);
    if (run === undefined) throw refuse(machine, `uses the instruction ${instructionName(code)}`, position);
    run(machine, position);
    if (machine.stack.length > limits.values) throw refuse(machine, 'keeps too many values', position);
  }
  const [result] = machine.stack;
  if (result === undefined || machine.stack.length !== 1)
    throw new UserError(`${limits.path}: the pickle leaves ${machine.stack.length} values instead of one`);
  return result;
}

interface Machine {
  readonly bytes: ByteStream;
  readonly limits: PickleLimits;
  readonly stack: PickleValue[];
  /** Stack heights. */
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
  /** Values that may still be created. */
  left: number;
}

type Instruction = (machine: Machine, position: number) => void;

const STOP = 0x2e;
/** Names are short; the longest strings in checkpoints are dumps of options. */
const MAX_TEXT = 1 << 20;

const INSTRUCTIONS: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  // Framing.
  [0x80, (m, at) => checkProtocol(m, at)], // PROTO
  [0x95, (m) => void m.bytes.take(8)], // FRAME: the frame's length is a hint for buffering
  // Constants.
  [0x4e, (m) => push(m, null)], // NONE
  [0x88, (m) => push(m, true)], // NEWTRUE
  [0x89, (m) => push(m, false)], // NEWFALSE
  [0x4a, (m) => push(m, m.bytes.take(4).readInt32LE())], // BININT
  [0x4b, (m) => push(m, m.bytes.byte())], // BININT1
  [0x4d, (m) => push(m, m.bytes.take(2).readUInt16LE())], // BININT2
  [0x8a, (m, at) => push(m, readLong(m, m.bytes.byte(), at))], // LONG1
  [0x47, (m) => push(m, m.bytes.take(8).readDoubleBE())], // BINFLOAT
  [0x58, (m) => push(m, readText(m, m.bytes.take(4).readUInt32LE()))], // BINUNICODE
  [0x8c, (m) => push(m, readText(m, m.bytes.byte()))], // SHORT_BINUNICODE
  [0x55, (m) => push(m, readText(m, m.bytes.byte()))], // SHORT_BINSTRING, of Python 2
  [0x54, (m) => push(m, readText(m, m.bytes.take(4).readUInt32LE()))], // BINSTRING, of Python 2
  // Tuples, lists, dictionaries.
  [0x28, (m) => mark(m)], // MARK
  [0x29, (m) => push(m, { kind: 'tuple', items: [] })], // EMPTY_TUPLE
  [0x85, (m, at) => push(m, { kind: 'tuple', items: pops(m, 1, at) })], // TUPLE1
  [0x86, (m, at) => push(m, { kind: 'tuple', items: pops(m, 2, at) })], // TUPLE2
  [0x87, (m, at) => push(m, { kind: 'tuple', items: pops(m, 3, at) })], // TUPLE3
  [0x74, (m, at) => push(m, { kind: 'tuple', items: popMark(m, at) })], // TUPLE
  [0x5d, (m) => push(m, { kind: 'list', items: [] })], // EMPTY_LIST
  [0x61, (m, at) => append(m, pops(m, 1, at), at)], // APPEND
  [0x65, (m, at) => append(m, popMark(m, at), at)], // APPENDS
  [0x7d, (m) => push(m, { kind: 'dict', entries: new Map() })], // EMPTY_DICT
  [0x73, (m, at) => setItems(m, pops(m, 2, at), at)], // SETITEM
  [0x75, (m, at) => setItems(m, popMark(m, at), at)], // SETITEMS
  // The memo.
  [0x71, (m, at) => remember(m, m.bytes.byte(), at)], // BINPUT
  [0x72, (m, at) => remember(m, m.bytes.take(4).readUInt32LE(), at)], // LONG_BINPUT
  [0x94, (m, at) => remember(m, m.memo.size, at)], // MEMOIZE
  [0x68, (m, at) => recall(m, m.bytes.byte(), at)], // BINGET
  [0x6a, (m, at) => recall(m, m.bytes.take(4).readUInt32LE(), at)], // LONG_BINGET
  // Names, storages, and what they create.
  [0x63, (m, at) => global(m, m.bytes.line(), m.bytes.line(), at)], // GLOBAL
  [0x93, (m, at) => stackGlobal(m, at)], // STACK_GLOBAL
  [0x51, (m, at) => persistent(m, at)], // BINPERSID
  [0x52, (m, at) => reduce(m, at)], // REDUCE
  [0x81, (m, at) => newObject(m, at)], // NEWOBJ
  [0x62, (m, at) => build(m, at)], // BUILD
]);

/** Instructions of other pickles, so that a refusal can name them. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x69, 'INST'],
  [0x6f, 'OBJ'],
  [0x50, 'PERSID'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x92, 'NEWOBJ_EX'],
  [0x42, 'BINBYTES'],
  [0x43, 'SHORT_BINBYTES'],
  [0x8e, 'BINBYTES8'],
  [0x96, 'BYTEARRAY8'],
  [0x97, 'NEXT_BUFFER'],
  [0x8f, 'EMPTY_SET'],
  [0x90, 'ADDITEMS'],
  [0x91, 'FROZENSET'],
  [0x8b, 'LONG4'],
  [0x8d, 'BINUNICODE8'],
  [0x30, 'POP'],
  [0x31, 'POP_MARK'],
  [0x32, 'DUP'],
  [0x49, 'INT'],
  [0x4c, 'LONG'],
  [0x46, 'FLOAT'],
  [0x53, 'STRING'],
  [0x56, 'UNICODE'],
  [0x64, 'DICT'],
  [0x6c, 'LIST'],
  [0x67, 'GET'],
  [0x70, 'PUT'],
]);

function push(machine: Machine, value: PickleValue): void {
  if (machine.left-- <= 0) throw refuse(machine, 'creates too many values for a file of its size');
  machine.stack.push(value);
}

function mark(machine: Machine): void {
  if (machine.marks.length > 1000) throw refuse(machine, 'is nested too deeply');
  machine.marks.push(machine.stack.length);
}

function pops(machine: Machine, count: number, position: number): PickleValue[] {
  const floor = machine.marks.at(-1) ?? 0;
  if (machine.stack.length - count < floor)
    throw refuse(machine, 'takes a value from an empty stack', position);
  return machine.stack.splice(machine.stack.length - count, count);
}

function pop(machine: Machine, position: number): PickleValue {
  return pops(machine, 1, position)[0]!;
}

function popMark(machine: Machine, position: number): PickleValue[] {
  const height = machine.marks.pop();
  if (height === undefined) throw refuse(machine, 'closes a group that was not opened', position);
  return machine.stack.splice(height);
}

/** The value on top, which an instruction is about to fill. */
function top(machine: Machine, position: number): PickleValue {
  const value = machine.stack.at(-1);
  if (value === undefined || machine.stack.length <= (machine.marks.at(-1) ?? 0))
    throw refuse(machine, 'fills a missing value', position);
  return value;
}

function checkProtocol(machine: Machine, position: number): void {
  const protocol = machine.bytes.byte();
  if (protocol < 2 || protocol > 5)
    throw refuse(machine, `has protocol ${protocol}; supported are 2 to 5`, position);
}

/** A little-endian number in two's complement: small ones as numbers. */
function readLong(machine: Machine, length: number, position: number): PickleValue {
  if (length > 16) throw refuse(machine, `has an integer of ${length} bytes`, position);
  const bytes = machine.bytes.take(length);
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  const signed = BigInt.asIntN(8 * length, value);
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}

function readText(machine: Machine, length: number): string {
  if (length > MAX_TEXT) throw refuse(machine, `has a string of ${length} bytes`);
  // A string takes as much memory as dozens of small values, so long ones count more than once.
  machine.left -= length >> 6;
  return machine.bytes.take(length).toString('utf8');
}

function append(machine: Machine, items: readonly PickleValue[], position: number): void {
  const list = top(machine, position);
  if (typeof list !== 'object' || list?.kind !== 'list')
    throw refuse(machine, 'appends to a value that is not a list', position);
  for (const item of items) list.items.push(item);
}

function setItems(machine: Machine, items: readonly PickleValue[], position: number): void {
  const dict = top(machine, position);
  if (typeof dict !== 'object' || dict?.kind !== 'dict')
    throw refuse(machine, 'sets an entry of a value that is not a dictionary', position);
  if (items.length % 2 !== 0) throw refuse(machine, 'has a key without a value', position);
  for (let i = 0; i < items.length; i += 2) dict.entries.set(items[i], items[i + 1]!);
}

function remember(machine: Machine, index: number, position: number): void {
  const value = top(machine, position);
  if (!machine.memo.has(index) && machine.left-- <= 0)
    throw refuse(machine, 'creates too many values for a file of its size', position);
  machine.memo.set(index, value);
}

function recall(machine: Machine, index: number, position: number): void {
  const value = machine.memo.get(index);
  if (value === undefined) throw refuse(machine, `recalls value ${index}, which was never stored`, position);
  push(machine, value);
}

function stackGlobal(machine: Machine, position: number): void {
  const [module, name] = pops(machine, 2, position);
  if (typeof module !== 'string' || typeof name !== 'string')
    throw refuse(machine, 'names a global by a value that is not a string', position);
  global(machine, module, name, position);
}

function global(machine: Machine, module: string, name: string, position: number): void {
  const full = `${module}.${name}`;
  if (!isKnownGlobal(full)) throw refuse(machine, `asks for ${quoted(full)}`, position);
  push(machine, { kind: 'global', name: full });
}

function persistent(machine: Machine, position: number): void {
  const storage = storageOf(pop(machine, position));
  if (storage === undefined)
    throw refuse(machine, 'refers to something other than a tensor storage', position);
  machine.limits.onStorage?.(storage);
  push(machine, storage);
}

function reduce(machine: Machine, position: number): void {
  const [callee, args] = pops(machine, 2, position);
  if (
    typeof callee !== 'object' ||
    callee?.kind !== 'global' ||
    typeof args !== 'object' ||
    args?.kind !== 'tuple'
  )
    throw refuse(machine, 'calls an unknown function', position);
  const value = callGlobal(callee.name, args.items);
  if (value === undefined) throw refuse(machine, `calls ${callee.name} with unsupported arguments`, position);
  push(machine, value);
}

function newObject(machine: Machine, position: number): void {
  const [type] = pops(machine, 2, position);
  const value = typeof type === 'object' && type?.kind === 'global' ? newInstance(type.name) : undefined;
  if (value === undefined) throw refuse(machine, 'creates an object of an unknown class', position);
  push(machine, value);
}

/**
 * Sets attributes of the object below. A state dict has them, too (`_metadata`, the versions of its
 * modules), but they say nothing about tensors, so only holders of options keep them.
 */
function build(machine: Machine, position: number): void {
  pop(machine, position);
  top(machine, position);
}

function instructionName(code: number): string {
  return REFUSED.get(code) ?? `0x${code.toString(16).padStart(2, '0')}`;
}

function refuse(machine: Machine, what: string, position?: number): UserError {
  const place = position === undefined ? '' : ` (byte ${position})`;
  return new UserError(
    `${machine.limits.path}: the pickle ${what}${place}; only plain state dicts are read, and pickles are never executed: save one with torch.save(model.state_dict(), path)`,
  );
}
