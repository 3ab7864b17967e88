import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf, UserError } from '../errors.ts';

/** A file open for reading at positions. */
export interface OpenFile {
  readonly path: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** @throws UserError if the file ends before `offset + target.length`. */
  readInto(target: Uint8Array, offset: number): void;
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
    throw new UserError(`${path} is not a file; name the weights file itself`);
  }
  return {
    path,
    size: status.size,
    readInto(target, offset) {
      if (!open) throw new Error(`${path} was closed`);
      for (let done = 0; done < target.length; ) {
        // One system call reads at most 2 GiB.
        const wanted = Math.min(target.length - done, 1 << 30);
        const got = readSync(descriptor, target, done, wanted, offset + done);
        if (got === 0) throw new UserError(`${path} ends at byte ${offset + done}: it is truncated`);
        done += got;
      }
    },
    close,
  };
}

/** `length` bytes from `offset`; the caller has checked that so many may be asked for. */
export function readBytes(file: OpenFile, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  file.readInto(bytes, offset);
  return bytes;
}

/** A name from an untrusted file as it may stand in a message: quoted, escaped, at most 80 characters. */
export function quoted(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
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
