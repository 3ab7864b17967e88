import { closeSync, fstatSync, openSync, read, readFileSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf, UserError } from './errors.ts';

/**
 * Reads a whole file.
 *
 * @param what kind of file the user was to give, for messages: `suite file`
 * @param name how messages call the file; its path if absent
 * @throws UserError if the file does not exist, is a folder, or cannot be read
 */
export function readFile(path: string, what = 'file', name = path): Buffer {
  const descriptor = open(path, what, name);
  try {
    return readFileSync(descriptor);
  } catch (error) {
    throw new UserError(`${name} cannot be read: ${readProblem(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a UTF-8 text, without its byte order mark. @throws UserError as `readFile`, and for other encodings */
export function readTextFile(path: string, what = 'text file'): string {
  const bytes = readFile(path, what);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text; save it as UTF-8`);
  }
}

/** Parses a JSON file. @throws UserError as `readTextFile`, and with line and column where the syntax is wrong */
export function readJsonFile(path: string, what = 'JSON file'): unknown {
  const text = readTextFile(path, what);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path}${placeOf(error, text)}: not valid JSON (${messageOf(error)})`);
  }
}

/** `:line:column` of a syntax error, or nothing where the engine does not tell the position. */
function placeOf(error: unknown, text: string): string {
  const position = /position (\d+)/.exec(messageOf(error))?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** A file, or a part of one: an entry of an archive. */
export interface FileSlice {
  readonly path: string;
  /** First byte; 0 if absent. */
  readonly offset?: number;
  /** Bytes; the whole file if absent. */
  readonly size?: number;
}

const readSome = promisify(read);

/**
 * Reads a file, or a part of one, without blocking while the bytes arrive. Opening and closing do block: done in the
 * background, they cost more than they hide, four thread wake-ups per file.
 *
 * @throws UserError as `readFile`, and if the file ends before the part does
 */
export async function readSlice({ path, offset = 0, size }: FileSlice, what = 'file'): Promise<Uint8Array> {
  const descriptor = open(path, what);
  try {
    const bytes = new Uint8Array(size ?? fstatSync(descriptor).size);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await readSome(descriptor, bytes, at, bytes.length - at, offset + at);
      if (bytesRead === 0) throw truncated(path, offset + at);
      at += bytesRead;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function truncated(path: string, at: number): UserError {
  return new UserError(`${path} is truncated: it ends at byte ${at}`);
}

/** Opens a file for reading; every reader of this folder goes through it. */
function open(path: string, what: string, name = path): number {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError(`${name}: no such ${what}`);
    throw new UserError(`${name} cannot be read: ${readProblem(error)}`);
  }
  if (fstatSync(descriptor).isDirectory()) {
    closeSync(descriptor);
    throw new UserError(`${name} is a folder; name the ${what} itself`);
  }
  return descriptor;
}

function readProblem(error: unknown): string {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'ENOTDIR':
      return 'part of the path is a file, not a folder';
    default:
      return messageOf(error);
  }
}

/** A file open for reading at positions. */
export interface OpenFile {
  readonly path: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  /** @throws UserError if the file ends before `offset + target.length`. */
  readInto(target: Uint8Array, offset: number): void;
  /**
   * Returns up to `MAX_PEEK` bytes, which must not be changed. It reads ahead, so that neighbouring bytes need no
   * further system call.
   *
   * @throws UserError if the file ends before `offset + length`.
   */
  peek(offset: number, length: number): Uint8Array;
  close(): void;
}

/**
 * Opens a regular file for reading at positions.
 *
 * @param what kind of file the user was to give, for messages: `ONNX file`
 * @throws UserError as `readFile`, for anything but a regular file, and for a pointer of Git LFS
 */
export function openFile(path: string, what = 'file'): OpenFile {
  const descriptor = open(path, what);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    close();
    throw new UserError(`${path} is not a regular file`);
  }
  const fill = (target: Uint8Array, offset: number) => {
    if (!isOpen) throw new Error(`${path} was closed`);
    for (let done = 0; done < target.length; ) {
      // One system call reads at most 2 GiB.
      const wanted = Math.min(target.length - done, 1 << 30);
      const got = readSync(descriptor, target, done, wanted, offset + done);
      if (got === 0) throw truncated(path, offset + done);
      done += got;
    }
  };
  const ahead = readAhead(fill, status.size);
  // A clone made without Git LFS holds a few lines of text in place of each large file.
  if (status.size < 1024 && Buffer.from(ahead(0, Math.min(status.size, LFS.length))).equals(LFS)) {
    close();
    throw new UserError(`${path} is a Git LFS pointer, not the file itself; run git lfs pull`);
  }
  const peek = (offset: number, length: number) => {
    if (!isOpen) throw new Error(`${path} was closed`);
    return ahead(offset, length);
  };
  return { path, size: status.size, readInto: fill, peek, close };
}

/** The start of a pointer file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS = Buffer.from('version https://git-lfs.github.com/spec/v1');

/** Most bytes that one `peek` may ask for. */
export const MAX_PEEK = 1 << 14;
const AHEAD = 1 << 18;

/** Most tensors are small and lie together: one system call reads ahead for many of them. */
function readAhead(fill: OpenFile['readInto'], size: number): OpenFile['peek'] {
  let window = new Uint8Array(0);
  let start = 0;
  return (offset, length) => {
    if (offset < start || offset + length > start + window.length) {
      // `fill` refuses to read beyond the end of the file.
      window = new Uint8Array(Math.max(length, Math.min(AHEAD, size - offset)));
      start = offset;
      fill(window, start);
    }
    return window.subarray(offset - start, offset - start + length);
  };
}

/** Reads `length` bytes from `offset` into a new buffer; the caller has checked that `length` is plausible. */
export function readBytes(file: OpenFile, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  file.readInto(bytes, offset);
  return bytes;
}
