import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf, UserError } from './errors.ts';
import type { InputKind } from './inputs.ts';
import { parseJson } from './json.ts';
import { systemPath } from './names.ts';

/**
 * Reads a whole file.
 *
 * @param kind what the user was to give, and its largest size
 * @param name how messages call the file; its path if absent
 * @throws UserError if the file does not exist, is not a regular file, is larger than its kind may be, or cannot be read
 */
export function readFile(path: string, kind: InputKind, name = path): Buffer {
  const { descriptor, size } = open(path, kind, name);
  try {
    const bytes = Buffer.allocUnsafe(size);
    let done = 0;
    for (let got = 1; done < size && got > 0; done += got)
      got = readSync(descriptor, bytes, done, Math.min(size - done, MOST_AT_ONCE), done);
    return bytes.subarray(0, done);
  } catch (error) {
    throw new UserError(`${name} cannot be read: ${readProblem(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a UTF-8 text, without its byte order mark. @throws UserError as `readFile`, and for other encodings */
export function readTextFile(path: string, kind: InputKind): string {
  const bytes = readFile(path, kind);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text; save it as UTF-8`);
  }
}

/**
 * Parses a JSON file.
 * @throws UserError as `readTextFile`, with line and column where the syntax is wrong, and for deep nesting
 */
export function readJsonFile(path: string, kind: InputKind): unknown {
  const text = readTextFile(path, kind);
  try {
    return parseJson(text);
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
export async function readSlice(slice: FileSlice, kind: InputKind): Promise<Uint8Array> {
  const { path, offset = 0 } = slice;
  // An archive may be larger than what is read from it.
  const { descriptor, size: whole } = open(
    path,
    slice.size === undefined ? kind : { ...kind, maxBytes: Infinity },
  );
  try {
    const size = slice.size ?? whole;
    refuseSize(path, size, kind);
    const bytes = new Uint8Array(size);
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

/** Checks that a path is a regular file of a plausible size, for files that a library opens. @throws UserError */
export function assertReadable(path: string, kind: InputKind, name = path): void {
  closeSync(open(path, kind, name).descriptor);
}

/** The most bytes that one system call may read. */
const MOST_AT_ONCE = 1 << 30;

/**
 * Opens a file for reading; every reader goes through it. It looks before it opens, since opening a device can have an
 * effect, and again afterwards, since another process may have exchanged the file. Without O_NONBLOCK, opening a FIFO
 * waits for a writer.
 */
function open(path: string, kind: InputKind, name = path): { descriptor: number; size: number } {
  let descriptor: number;
  const known = systemPath(path);
  try {
    refuseOthers(statSync(known), kind, name);
    descriptor = openSync(known, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError(`${name}: no such ${kind.what}`);
    throw new UserError(`${name} cannot be read: ${readProblem(error)}`);
  }
  try {
    const status = fstatSync(descriptor);
    refuseOthers(status, kind, name);
    return { descriptor, size: status.size };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** @throws UserError for anything but a regular file of a plausible size */
function refuseOthers(status: Stats, kind: InputKind, name: string): void {
  const isFolder = status.isDirectory();
  if (status.isFile()) {
    refuseSize(name, status.size, kind);
    return;
  }
  const found = isFolder ? 'a folder' : typeOf(status);
  if (kind.isOwn) throw new UserError(`${name} is ${found}, not a ${kind.what}; restore or remove it`);
  if (isFolder) throw new UserError(`${name} is a folder; name the ${kind.what} itself`);
  throw new UserError(`${name} is ${found}, not a regular file; save its content to a file and name that`);
}

function refuseSize(name: string, size: number, { what, maxBytes }: InputKind): void {
  if (size > maxBytes)
    throw new UserError(
      `${name} is too large: ${megabytes(size)}, and a ${what} may have ${megabytes(maxBytes)}; check that it is the right file`,
    );
}

function typeOf(status: Stats): string {
  if (status.isFIFO()) return 'a named pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(0)} MB`;
}

function readProblem(error: unknown): string {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'ENOTDIR':
      return 'part of the path is a file, not a folder';
    case 'ELOOP':
      return 'its links lead in a circle';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    case 'ERR_INVALID_ARG_VALUE':
      return 'the path contains a NUL character';
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
 * Opens a file for reading at positions.
 * @throws UserError as `readFile`, and for a pointer of Git LFS
 */
export function openFile(path: string, kind: InputKind): OpenFile {
  const { descriptor, size } = open(path, kind);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  const fill = (target: Uint8Array, offset: number) => {
    if (!isOpen) throw new Error(`${path} was closed`);
    for (let done = 0; done < target.length; ) {
      const wanted = Math.min(target.length - done, MOST_AT_ONCE);
      const got = readSync(descriptor, target, done, wanted, offset + done);
      if (got === 0) throw truncated(path, offset + done);
      done += got;
    }
  };
  const ahead = readAhead(fill, size);
  // A clone made without Git LFS holds a few lines of text in place of each large file.
  if (size < 1024 && Buffer.from(ahead(0, Math.min(size, LFS.length))).equals(LFS)) {
    close();
    throw new UserError(`${path} is a Git LFS pointer, not the file itself; run git lfs pull`);
  }
  const peek = (offset: number, length: number) => {
    if (!isOpen) throw new Error(`${path} was closed`);
    return ahead(offset, length);
  };
  return { path, size, readInto: fill, peek, close };
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
