import { type OpenFile, readBytes, UserError } from '../../../../files/index.ts';

/** Part of a file, from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One field of a protobuf message in the file. */
export interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 bytes with a length, 5 four bytes. */
  readonly wire: 0 | 1 | 2 | 5;
  /** Of a varint: its value as a signed 64-bit number, exact up to 2^53. */
  readonly value: number;
  /** The content: of wire type 2 without its length. */
  readonly content: Range;
  /** Tag, length and content. */
  readonly whole: Range;
}

/** Reads protobuf from a file without loading it; content that is not requested is skipped. */
export interface Wire {
  /** Yields the fields of a message. @throws UserError if the message is truncated or not protobuf */
  fields(message: Range): Generator<Field>;
  /** @throws UserError if it is too long for a name */
  text(content: Range): string;
  bytes(content: Range): Buffer;
  /** The numbers of a packed field, or the one number of an unpacked field. */
  integers(field: Field): number[];
}

const WINDOW = 1 << 16;
const MAX_TEXT = 1 << 16;

/** Source: https://protobuf.dev/programming-guides/encoding */
export function protobufWire(file: OpenFile): Wire {
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  const broken = (what: string) => new UserError(`${file.path} is not an ONNX model, or damaged: ${what}`);
  const byteAt = (position: number, end: number): number => {
    if (position >= end) throw broken(`a field is cut off at byte ${end}`);
    if (position < windowStart || position >= windowStart + window.length) {
      window = readBytes(file, position, Math.min(WINDOW, file.size - position));
      windowStart = position;
    }
    return window[position - windowStart]!;
  };
  /** Value, and the position after it. */
  const varint = (start: number, end: number): [value: number, next: number] => {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = byteAt(start + i, end);
      const bits = byte & 0x7f;
      const shift = 7 * i;
      if (shift < 32) low = (low | (bits << shift)) >>> 0;
      if (shift > 24) high = (high | (shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32))) >>> 0;
      if (byte < 0x80) return [(high | 0) * 2 ** 32 + low, start + i + 1];
    }
    throw broken(`a number longer than ten bytes at byte ${start}`);
  };
  const bytes = ({ start, end }: Range) => readBytes(file, start, end - start);
  return {
    bytes,
    *fields({ start, end }) {
      for (let at = start; at < end; ) {
        const [tag, afterTag] = varint(at, end);
        const number = Math.floor(tag / 8);
        const wire = tag & 7;
        if (number < 1 || number > 0x1fffffff || (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5))
          throw broken(`no field starts at byte ${at}`);
        const [value, afterValue] = wire === 0 || wire === 2 ? varint(afterTag, end) : [0, afterTag];
        const length = wire === 2 ? value : wire === 1 ? 8 : wire === 5 ? 4 : 0;
        const next = afterValue + length;
        if (length < 0 || next > end) throw broken(`a field of ${length} bytes at byte ${at} of ${end}`);
        const content = { start: wire === 0 ? afterTag : afterValue, end: next };
        yield { number, wire, value, content, whole: { start: at, end: next } };
        at = next;
      }
    },
    text(content) {
      if (content.end - content.start > MAX_TEXT)
        throw broken(`a name of ${content.end - content.start} bytes`);
      return bytes(content).toString('utf8');
    },
    integers({ wire, value, content }) {
      if (wire !== 2) return [value];
      const values: number[] = [];
      for (let at = content.start; at < content.end; ) {
        const [number, next] = varint(at, content.end);
        values.push(number);
        at = next;
      }
      return values;
    },
  };
}
