import { UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { DTYPES, type Dtype } from './types.ts';

/** One tensor as the header describes it, before it is checked against the file. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte, and the byte after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

interface SafetensorsHeader {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Axes a tensor may have; real tensors have fewer, and a list costs memory. */
const MAX_AXES = 16;

/**
 * Parses the JSON header of a safetensors file.
 *
 * A header has one shape only, so it is read by that shape and not as any JSON: a repeated key is seen (a
 * general parser keeps the last one in silence), and a hostile header cannot build a deep or a large value.
 *
 * @param maxEntries tensors allowed, so that what is kept stays in proportion to the file.
 * @param path names the file in messages.
 * @throws UserError with the position of the first byte that does not fit.
 */
export function parseHeader(bytes: Buffer, path: string, maxEntries: number): SafetensorsHeader {
  const scan: Scan = { bytes, at: 0, path };
  const entries: HeaderEntry[] = [];
  const names = new Set<string>();
  let metadata: ReadonlyMap<string, string> = new Map();
  if (bytes[0] !== OPEN_BRACE) throw fault(scan, 'the header does not begin with "{"');
  readObject(scan, (key) => {
    if (names.has(key)) throw fault(scan, `${quoted(key)} occurs twice`);
    if (names.size >= maxEntries)
      throw fault(scan, `more than ${maxEntries} tensors for a file of this size`);
    names.add(key);
    if (key === '__metadata__') metadata = readMetadata(scan);
    else entries.push(readEntry(scan, key));
  });
  // The specification lets a writer pad the header with spaces.
  skipSpace(scan);
  if (scan.at !== bytes.length) throw fault(scan, 'something follows the header object');
  return { entries, metadata };
}

/** Names are short; the longest strings are a training run's options in the metadata. */
const MAX_STRING = 1 << 22;

interface Scan {
  readonly bytes: Buffer;
  readonly path: string;
  at: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function readEntry(scan: Scan, name: string): HeaderEntry {
  let dtype: Dtype | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  readObject(scan, (key) => {
    if (key === 'dtype' && dtype === undefined) dtype = readDtype(scan, name);
    else if (key === 'shape' && shape === undefined) shape = readIntegers(scan);
    else if (key === 'data_offsets' && offsets === undefined) offsets = readIntegers(scan);
    else throw fault(scan, `${quoted(name)} has an unknown or repeated field ${quoted(key)}`);
  });
  if (dtype === undefined || shape === undefined || offsets === undefined)
    throw fault(scan, `${quoted(name)} lacks dtype, shape or data_offsets`);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2)
    throw fault(scan, `data_offsets of ${quoted(name)} are not two numbers`);
  return { name, dtype, shape, begin, end };
}

function readDtype(scan: Scan, name: string): Dtype {
  const text = readString(scan);
  const dtype = DTYPES.find((known) => known === text);
  if (dtype !== undefined) return dtype;
  throw fault(scan, `${quoted(name)} has the type ${quoted(text)}; known types: ${DTYPES.join(', ')}`);
}

function readMetadata(scan: Scan): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  readObject(scan, (key) => {
    if (metadata.has(key)) throw fault(scan, `metadata ${quoted(key)} occurs twice`);
    metadata.set(key, readString(scan));
  });
  return metadata;
}

/** Reads `{"key": value, ...}`; `field` reads the value of the key it is given. */
function readObject(scan: Scan, field: (key: string) => void): void {
  expect(scan, OPEN_BRACE);
  if (accept(scan, CLOSE_BRACE)) return;
  do {
    const key = readString(scan);
    expect(scan, COLON);
    field(key);
  } while (accept(scan, COMMA));
  expect(scan, CLOSE_BRACE);
}

function readIntegers(scan: Scan): number[] {
  const values: number[] = [];
  expect(scan, OPEN_BRACKET);
  if (accept(scan, CLOSE_BRACKET)) return values;
  do {
    if (values.length === MAX_AXES) throw fault(scan, `a list of more than ${MAX_AXES} numbers`);
    values.push(readInteger(scan));
  } while (accept(scan, COMMA));
  expect(scan, CLOSE_BRACKET);
  return values;
}

function readInteger(scan: Scan): number {
  skipSpace(scan);
  const start = scan.at;
  let value = 0;
  for (let digit = digitAt(scan); digit >= 0; digit = digitAt(scan)) {
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) throw fault(scan, 'a number beyond 2^53');
    scan.at++;
  }
  if (scan.at === start) throw fault(scan, 'expected a non-negative integer');
  if (scan.bytes[start] === 0x30 && scan.at > start + 1) throw fault(scan, 'a number with a leading zero');
  return value;
}

function digitAt(scan: Scan): number {
  const byte = scan.bytes[scan.at] ?? 0;
  return byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : -1;
}

/** Reads a JSON string: most are plain ASCII; others go through a UTF-8 decoder and JSON.parse. */
function readString(scan: Scan): string {
  expect(scan, QUOTE);
  const start = scan.at;
  let plain = true;
  for (;;) {
    const byte = scan.bytes[scan.at++];
    if (byte === undefined || scan.at - start > MAX_STRING)
      throw fault(scan, `a string that does not end within ${MAX_STRING} bytes`);
    if (byte === QUOTE) break;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) plain = false;
    if (byte === BACKSLASH) scan.at++;
  }
  if (plain) return scan.bytes.toString('latin1', start, scan.at - 1);
  try {
    const literal = scan.bytes.subarray(start - 1, scan.at);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(literal)) as string;
  } catch {
    throw fault(scan, 'a string that is not valid UTF-8 or JSON');
  }
}

function expect(scan: Scan, byte: number): void {
  if (!accept(scan, byte)) throw fault(scan, `expected "${String.fromCharCode(byte)}"`);
}

function accept(scan: Scan, byte: number): boolean {
  skipSpace(scan);
  if (scan.bytes[scan.at] !== byte) return false;
  scan.at++;
  return true;
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const byte = scan.bytes[scan.at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return;
    scan.at++;
  }
}

function fault(scan: Scan, what: string): UserError {
  return new UserError(`${scan.path} is not a safetensors file: ${what} (header byte ${scan.at})`);
}
