import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * Writes a file so that a reader sees the old bytes or all of the new ones, never half: a temporary
 * name in the same folder, synced, renamed. A failure removes the temporary file and is thrown.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  writeChunksAtomic(path, [typeof data === 'string' ? Buffer.from(data) : data]);
}

/** The same for a file that is made piece by piece, so that it need not be in memory as a whole. */
export function writeChunksAtomic(path: string, chunks: Iterable<Uint8Array>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      for (const bytes of chunks) {
        for (let at = 0; at < bytes.length; )
          at += writeSync(file, bytes, at, Math.min(bytes.length - at, 1 << 28));
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
