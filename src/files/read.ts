import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf, UserError } from './errors.ts';

/** A file open for reading at positions. */
export interface OpenFile {
  readonly path: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** @throws UserError if the file ends before `offset + target.length`. */
  readInto(target: Uint8Array, offset: number): void;
  /**
   * A few bytes (at most `MAX_PEEK`), not to be changed: read ahead, so that neighbours cost no further call.
   *
   * @throws UserError if the file ends before `offset + length`.
   */
  peek(offset: number, length: number): Uint8Array;
  close(): void;
}

/** @throws UserError if there is no such file, or it is not a regular one, or it may not be read. */
export function openFile(path: string): OpenFile {
  const descriptor = tryOpen(path);
  let open = true;
  const close = () => {
    if (open) closeSync(descriptor);
    open = false;
  };
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    close();
    throw new UserError(`${path} is not a file; name the file itself`);
  }
  const fill = (target: Uint8Array, offset: number) => {
    if (!open) throw new Error(`${path} was closed`);
    for (let done = 0; done < target.length; ) {
      // One system call reads at most 2 GiB.
      const wanted = Math.min(target.length - done, 1 << 30);
      const got = readSync(descriptor, target, done, wanted, offset + done);
      if (got === 0) throw new UserError(`${path} ends at byte ${offset + done}: it is truncated`);
      done += got;
    }
  };
  const ahead = readAhead(fill, status.size);
  // A clone without Git LFS has a few lines of text in place of every large file.
  if (status.size < 1024 && Buffer.from(ahead(0, Math.min(status.size, LFS.length))).equals(LFS)) {
    close();
    throw new UserError(`${path} is a pointer of Git LFS, not the file itself; git lfs pull fetches it`);
  }
  const peek = (offset: number, length: number) => {
    if (!open) throw new Error(`${path} was closed`);
    return ahead(offset, length);
  };
  return { path, size: status.size, readInto: fill, peek, close };
}

/** How a pointer begins: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS = Buffer.from('version https://git-lfs.github.com/spec/v1');

/** Bytes that `peek` may be asked for. */
export const MAX_PEEK = 1 << 14;
const AHEAD = 1 << 18;

/** Most tensors are small and lie together: one system call reads ahead for many of them. */
function readAhead(fill: OpenFile['readInto'], size: number): OpenFile['peek'] {
  let window = new Uint8Array(0);
  let start = 0;
  return (offset, length) => {
    if (offset < start || offset + length > start + window.length) {
      // What lies beyond the file is refused by `fill`.
      window = new Uint8Array(Math.max(length, Math.min(AHEAD, size - offset)));
      start = offset;
      fill(window, start);
    }
    return window.subarray(offset - start, offset - start + length);
  };
}

/** `length` bytes from `offset`; the caller has checked that so many may be asked for. */
export function readBytes(file: OpenFile, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  file.readInto(bytes, offset);
  return bytes;
}

function tryOpen(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new UserError(`${path}: no such weights file`);
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`);
  }
}
