import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { assertReadable, cannotWrite, INPUTS, messageOf, UserError } from '../../../files/index.ts';
import { patience, type Waiting } from './patience.ts';
import { HubUnreachable, pauseAfter } from './unreachable.ts';

/** A file on the hub, and how to verify it. */
export interface RemoteFile {
  /** For messages: `org/name: path`. */
  readonly label: string;
  readonly size: number;
  /** Hexadecimal: sha256 of the bytes, or git's sha1 of a blob for small files outside large-file storage. */
  readonly hash: { readonly kind: 'sha256' | 'git'; readonly hex: string };
  /** The bytes from `start` on. Rejects if the server is silent, and with a UserError if trying again is useless. */
  readonly stream: (start: number) => Promise<ReadableStream<Uint8Array>>;
}

interface TransferOptions extends Waiting {
  readonly onProgress?: (done: number, total: number) => void;
  /** Pauses in milliseconds before each new attempt after a broken connection. */
  readonly pauses: readonly number[];
  /** Milliseconds without enough data after which a connection counts as broken. */
  readonly stallMs: number;
}

/** A connection that brought so many bytes before it broke was worth it, and does not count. */
const WORTH_BYTES = 65_536;
/** But no more connections than this. */
const MAX_CONNECTIONS = 200;

/**
 * Downloads a file to `path` by way of `<path>.incomplete`: a partial file of an earlier attempt and a broken
 * connection are resumed, and only bytes with the right checksum get the final name.
 *
 * @throws UserError if it is too large, no attempts are left, or the checksum is wrong twice
 */
export async function transfer(remote: RemoteFile, path: string, options: TransferOptions): Promise<void> {
  const partial = `${path}.incomplete`;
  if (statSync(partial, { throwIfNoEntry: false })) assertReadable(partial, INPUTS.weights);
  assertRoom(remote, partial);
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

/** Refuses a file that is larger than its kind may be, or than the disk. */
function assertRoom({ label, size }: RemoteFile, partial: string): void {
  const { maxBytes } = /\.json$/i.test(label)
    ? INPUTS.suite
    : /\.onnx$/i.test(label)
      ? INPUTS.onnx
      : INPUTS.weights;
  if (size > maxBytes)
    throw new UserError(
      `${label} has ${inUnits(size)} according to the hub, and at most ${inUnits(maxBytes)} are downloaded`,
    );
  const free = freeBytes(dirname(partial));
  if (size - sizeOf(partial) > free)
    throw new UserError(
      `${label} has ${inUnits(size)}, and the disk of ${dirname(partial)} has ${inUnits(free)} free; set HF_HUB_CACHE to a folder on a larger disk`,
    );
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity; // a file system that does not tell
  }
}

function inUnits(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

async function receive(remote: RemoteFile, partial: string, options: TransferOptions): Promise<void> {
  closeSync(openForAppend(partial));
  const pauses = [...options.pauses];
  let furthest = sizeOf(partial);
  for (let connection = 1; ; connection++) {
    if (sizeOf(partial) > remote.size) truncateSync(partial);
    if (sizeOf(partial) === remote.size) return;
    const problem = await append(remote, partial, options);
    const done = sizeOf(partial);
    if (done === remote.size) return;
    const broke = `${remote.label}: the connection broke at ${done} of ${remote.size} bytes (${problem.message})`;
    const worth = done <= remote.size && done - furthest >= WORTH_BYTES && connection < MAX_CONNECTIONS;
    const pause = worth ? options.pauses[0] : pauses.shift();
    if (pause === undefined || problem.retryMs === Infinity)
      throw new UserError(`${broke}; run the same command again to resume`);
    furthest = Math.max(furthest, Math.min(done, remote.size));
    await pauseAfter(new HubUnreachable(broke, problem.retryMs), pause, options).catch((error) => {
      throw new UserError(messageOf(error));
    });
  }
}

/** Appends what arrives; returns why it ended. */
async function append(
  remote: RemoteFile,
  partial: string,
  { onProgress, stallMs, ...waiting }: TransferOptions,
): Promise<HubUnreachable> {
  const file = openForAppend(partial);
  let at = sizeOf(partial);
  const silence = patience(remote.label, stallMs, waiting);
  try {
    const reader = (await remote.stream(at)).getReader();
    try {
      while (at <= remote.size) {
        const { done, value } = await silence.wait(reader.read());
        if (done) return new HubUnreachable('it ended');
        silence.received(value.length);
        writeAll(file, value, partial);
        at += value.length;
        onProgress?.(Math.min(at, remote.size), remote.size);
      }
      return new HubUnreachable('the server sent more bytes than the file has');
    } finally {
      reader.cancel().catch(() => {});
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    return error instanceof HubUnreachable ? error : new HubUnreachable(messageOf(error));
  } finally {
    closeSync(file);
  }
}

function openForAppend(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function writeAll(file: number, bytes: Uint8Array, path: string): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
  } catch (error) {
    throw cannotWrite(path, error);
  }
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
