import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { ExternalData } from './onnx/index.ts';

/** A file of tensors next to an ONNX model, written piece by piece and renamed when it is complete. */
interface ExternalStore {
  readonly data: ExternalData;
  /** Gives the file its name. */
  finish(): { path: string; bytes: number };
  /** Removes the file unless it was finished. */
  abandon(): void;
}

/** Tensors start at multiples of a page, so that a runtime can map them into memory. */
const ALIGNMENT = 4096;

export function openStore(path: string): ExternalStore {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w');
  let at = 0;
  let open = true;
  const close = () => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    data: {
      location: basename(path),
      write(bytes) {
        const start = Math.ceil(at / ALIGNMENT) * ALIGNMENT;
        for (let done = 0; done < bytes.length; )
          done += writeSync(file, bytes, done, Math.min(bytes.length - done, 1 << 28), start + done);
        at = start + bytes.length;
        return start;
      },
    },
    finish() {
      fsyncSync(file);
      close();
      renameSync(temporary, path);
      return { path, bytes: at };
    },
    abandon() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}
