import type { OpenFile } from '../../files/index.ts';
import { UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { maxValues, readPickle } from './pickle.ts';
import { type ByteStream, byteStream } from './pickle-bytes.ts';
import { type Checkpoint, isDict, type PickleValue, type StorageRef } from './pickle-values.ts';
import { DTYPE_BYTES } from './types.ts';

/** torch's MAGIC_NUMBER and PROTOCOL_VERSION. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;

/**
 * Reads the stream format (torch before 1.6, and `_use_new_zipfile_serialization=False`): five pickles (a magic
 * number, a version, the writing machine, the value, the keys of the storages), then for
 * each storage its number of elements as 64 bits and the elements.
 * Source: PyTorch, torch/serialization.py, `_legacy_save`.
 */
export function readLegacyCheckpoint(file: OpenFile): Checkpoint {
  const stream = byteStream(file, 0, file.size, 'the checkpoint');
  const storages = new Map<string, StorageRef>();
  const limits = {
    path: file.path,
    values: maxValues(file.size),
    onStorage: (storage: StorageRef) => noteStorage(storages, storage, file.path),
  };
  if (readPickle(stream, limits) !== MAGIC)
    throw new UserError(
      `${file.path} is a pickle, but torch.save did not write it: its first value is not torch's magic number`,
    );
  if (readPickle(stream, limits) !== VERSION)
    throw new UserError(`${file.path} has a legacy format version other than ${VERSION}`);
  checkMachine(readPickle(stream, limits), file.path);
  const root = readPickle(stream, limits);
  const keys = readPickle(stream, limits);
  const starts = locateStorages(keys, storages, stream, file);
  return {
    root,
    storageStart(storage) {
      const start = starts.get(storage.key);
      if (start === undefined)
        throw new UserError(`${file.path} has no storage ${quoted(storage.key)}, which a tensor refers to`);
      return start;
    },
  };
}

/** All references to a storage must agree, because its size determines where the next one starts. */
function noteStorage(storages: Map<string, StorageRef>, storage: StorageRef, path: string): void {
  const known = storages.get(storage.key);
  if (known !== undefined && (known.dtype !== storage.dtype || known.length !== storage.length))
    throw new UserError(`${path}: storage ${quoted(storage.key)} is described in two ways`);
  storages.set(storage.key, storage);
}

function checkMachine(machine: PickleValue, path: string): void {
  const little = isDict(machine) ? machine.entries.get('little_endian') : undefined;
  if (little !== true)
    throw new UserError(`${path} was not written on a little-endian machine; only those files can be read`);
}

function locateStorages(
  keys: PickleValue,
  storages: ReadonlyMap<string, StorageRef>,
  stream: ByteStream,
  file: OpenFile,
): ReadonlyMap<string, number> {
  if (typeof keys !== 'object' || keys?.kind !== 'list')
    throw new UserError(`${file.path}: the keys of its storages are not a list`);
  const starts = new Map<string, number>();
  let at = stream.position();
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined) throw new UserError(`${file.path} lists a storage that no tensor refers to`);
    const header = byteStream(file, at, Math.min(at + 8, file.size), 'the checkpoint').take(8);
    if (header.readBigInt64LE() !== BigInt(storage.length))
      throw new UserError(
        `${file.path}: storage ${quoted(storage.key)} has ${header.readBigInt64LE()} elements, not ${storage.length}`,
      );
    starts.set(storage.key, at + 8);
    at += 8 + storage.length * DTYPE_BYTES[storage.dtype];
    if (at > file.size) throw new UserError(`${file.path} is truncated: its storages end at byte ${at}`);
  }
  return starts;
}
