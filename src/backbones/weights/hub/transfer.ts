import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '../../../files/index.ts';

/** A file on the hub, and how to verify it. */
export interface RemoteFile {
  /** For messages: `org/name: path`. */
  readonly label: string;
  readonly size: number;
  /** Hexadecimal: sha256 of the bytes, or git's sha1 of a blob for small files outside large-file storage. */
  readonly hash: { readonly kind: 'sha256' | 'git'; readonly hex: string };
  /** The bytes from `start` on. Rejects if the connection breaks. */
  readonly stream: (start: number) => Promise<ReadableStream<Uint8Array>>;
}

interface TransferOptions {
  readonly onProgress?: (done: number, total: number) => void;
  /** Pauses in milliseconds before each new attempt after a broken connection. */
  readonly pauses: readonly number[];
  /** Milliseconds without data after which a connection counts as broken. */
  readonly stallMs: number;
}

/**
 * Downloads a file to `path` by way of `<path>.incomplete`: a partial file of an earlier attempt and a broken
 * connection are resumed, and only bytes with the right checksum get the final name.
 *
 * @throws UserError if no attempts are left, or the checksum is wrong twice
 */
export async function transfer(remote: RemoteFile, path: string, options: TransferOptions): Promise<void> {
  const partial = `${path}.incomplete`;
  for (let attempt = 0; ; attempt++) {
    const resumed = sizeOf(partial) > 0;
    await receive(remote, partial, options);
    const found = await hashOf(partial, remote);
    if (found === remote.hash.hex) break;
    rmSync(partial);
    // The partial file may have belonged to another file: start once more from scratch.
    if (resumed && attempt === 0) continue;
    throw new UserError(
      `${remote.label} has the checksum ${found} instead of ${remote.hash.hex}; the download was discarded, try again`,
    );
  }
  renameSync(partial, path);
}

async function receive(remote: RemoteFile, partial: string, options: TransferOptions): Promise<void> {
  closeSync(openSync(partial, 'a'));
  const pauses = [...options.pauses];
  let furthest = sizeOf(partial);
  for (;;) {
    if (sizeOf(partial) > remote.size) truncateSync(partial);
    if (sizeOf(partial) === remote.size) return;
    const problem = await append(remote, partial, options);
    const done = sizeOf(partial);
    if (done === remote.size) return;
    // Only attempts that got no further than an earlier one count.
    const pause = done > furthest && done < remote.size ? options.pauses[0] : pauses.shift();
    if (pause === undefined)
      throw new UserError(
        `${remote.label}: the connection broke at ${done} of ${remote.size} bytes (${problem ?? 'it ended'}); run the same command again to resume`,
      );
    furthest = Math.max(furthest, Math.min(done, remote.size));
    await sleep(pause);
  }
}

/** Appends what arrives; returns what went wrong, or undefined. */
async function append(
  remote: RemoteFile,
  partial: string,
  { onProgress, stallMs }: TransferOptions,
): Promise<string | undefined> {
  const file = openSync(partial, 'a');
  let at = sizeOf(partial);
  try {
    const reader = (await withTimeout(remote.stream(at), stallMs)).getReader();
    try {
      while (at <= remote.size) {
        const { done, value } = await withTimeout(reader.read(), stallMs);
        if (done) return undefined;
        writeAll(file, value);
        at += value.length;
        onProgress?.(Math.min(at, remote.size), remote.size);
      }
      return 'the server sent more bytes than the file has';
    } finally {
      reader.cancel().catch(() => {});
    }
  } catch (error) {
    if (isFinal(error)) throw error;
    return messageOf(error);
  } finally {
    closeSync(file);
  }
}

/** Retrying does not help against a full disk or a refusal by the hub. */
function isFinal(error: unknown): boolean {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (error instanceof UserError || code === 'ENOSPC' || code === 'EACCES' || code === 'EDQUOT') return true;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 429;
}

async function withTimeout<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no data for ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function hashOf(path: string, remote: RemoteFile): Promise<string> {
  const hash: Hash = createHash(remote.hash.kind === 'git' ? 'sha1' : 'sha256');
  if (remote.hash.kind === 'git') hash.update(`blob ${statSync(path).size}\0`);
  if (sizeOf(path) > 0) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
