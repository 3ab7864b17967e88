import { type OpenFile, readBytes, UserError } from '../../files/index.ts';

/** Reads forward through part of a file, one window at a time. */
export interface ByteStream {
  /** Position in the file of the next byte. */
  position(): number;
  /** Bytes left before the end. */
  left(): number;
  byte(): number;
  /** The next `length` bytes, valid until the next call. @throws UserError past the end. */
  take(length: number): Buffer;
  /** The text before the next line feed, which is skipped. */
  line(): string;
}

const WINDOW = 1 << 16;
/** A line is a module, a name or a decimal number; longer ones do not occur in state dicts. */
const MAX_LINE = 1024;

/** @param what name of this part in messages ("the pickle") */
export function byteStream(file: OpenFile, start: number, end: number, what: string): ByteStream {
  let window: Buffer = Buffer.alloc(0);
  let at = 0;
  /** Position in the file of the byte after the window. */
  let next = start;
  const left = () => window.length - at + (end - next);
  const need = (length: number) => {
    if (length <= window.length - at) return;
    if (length > left()) throw new UserError(`${file.path}: ${what} ends too early, at byte ${end}`);
    const kept = window.subarray(at);
    const more = Math.min(Math.max(WINDOW, length - kept.length), end - next);
    window = Buffer.concat([kept, readBytes(file, next, more)]);
    next += more;
    at = 0;
  };
  const take = (length: number) => {
    need(length);
    at += length;
    return window.subarray(at - length, at);
  };
  return {
    position: () => next - (window.length - at),
    left,
    byte() {
      need(1);
      return window[at++]!;
    },
    take,
    line() {
      const bytes: number[] = [];
      for (let byte = take(1)[0]!; byte !== 0x0a; byte = take(1)[0]!) {
        if (bytes.push(byte) > MAX_LINE)
          throw new UserError(`${file.path}: ${what} has a line of more than ${MAX_LINE} bytes`);
      }
      return Buffer.from(bytes).toString('latin1');
    },
  };
}
