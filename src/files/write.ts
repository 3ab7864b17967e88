import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { exists, isFolder, systemPath } from './names.ts';

/**
 * Writes a file atomically: a reader sees the old content or all of the new. The data goes to a temporary file in the
 * same folder, which is synced and renamed; on failure it is removed, and the error is thrown.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  writeChunksAtomic(path, [typeof data === 'string' ? Buffer.from(data) : data]);
}

/** Writes a file atomically from chunks, so that it is never in memory as a whole. */
export function writeChunksAtomic(path: string, chunks: Iterable<Uint8Array>): void {
  const temporary = systemPath(`${path}.${process.pid}.tmp`);
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
    renameSync(temporary, systemPath(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Appends to a file and syncs it to disk before returning.
 * @param create whether the text may begin a new file; otherwise one that disappeared does not come back without its
 *   header
 */
export function appendSynced(path: string, text: string, create = false): void {
  const { O_WRONLY, O_APPEND, O_CREAT } = constants;
  const file = openSync(systemPath(path), O_WRONLY | O_APPEND | (create ? O_CREAT : 0));
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Creates a folder and its parents if they are missing. It does so one by one, because Node's recursive mkdir hangs for
 * minutes on a file system that refuses with ENOENT, such as /proc.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path && !exists(parent)) makeFolder(parent);
  try {
    mkdirSync(systemPath(path));
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!isFolder(path)) throw error;
  }
}
