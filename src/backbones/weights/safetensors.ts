import { type OpenFile, openFile, readBytes, UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { elementCount, readElements } from './elements.ts';
import { type HeaderEntry, parseHeader } from './safetensors-header.ts';
import { DTYPE_BYTES, type TensorInfo, type TensorSource } from './types.ts';

/** A safetensors file also carries free text about itself. */
export interface SafetensorsSource extends TensorSource {
  readonly metadata: ReadonlyMap<string, string>;
}

/** The specification's limit of the header, in bytes. */
const MAX_HEADER = 100_000_000;

/**
 * Opens a safetensors file: reads and checks its header; tensors are read when asked for.
 *
 * Layout: the header's length as an unsigned 64-bit little-endian number, the header (JSON), then the
 * elements. Checked as the reference implementation does: every tensor's bytes are what its shape and type
 * ask for, and the tensors cover what follows the header without a hole and without an overlap.
 * Source: https://github.com/huggingface/safetensors, README, "Format".
 *
 * @throws UserError with one line on the first thing that does not fit.
 */
export function openSafetensors(path: string): SafetensorsSource {
  const file = openFile(path, 'weights file');
  try {
    return sourceOf(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

interface Located extends TensorInfo {
  readonly offset: number;
  readonly count: number;
}

function sourceOf(file: OpenFile): SafetensorsSource {
  const headerBytes = readHeaderLength(file);
  // A tensor costs a few hundred bytes once parsed, so that the count is bound to the file's size.
  const maxEntries = Math.max(20_000, Math.floor(file.size / 512));
  const { entries, metadata } = parseHeader(readBytes(file, 8, headerBytes), file.path, maxEntries);
  const dataBytes = file.size - 8 - headerBytes;
  const tensors = new Map(
    entries.map((entry) => [entry.name, locate(entry, 8 + headerBytes, dataBytes, file)]),
  );
  checkCover(entries, dataBytes, file);
  const find = (name: string) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`no tensor ${quoted(name)} in ${file.path}`);
    return tensor;
  };
  return {
    origin: file.path,
    metadata,
    names: () => tensors.keys(),
    has: (name) => tensors.has(name),
    info: find,
    read(name) {
      const { offset, dtype, count } = find(name);
      return readElements(file, offset, dtype, count);
    },
    close: file.close,
  };
}

function readHeaderLength(file: OpenFile): number {
  if (file.size < 8) throw new UserError(`${file.path} is not a safetensors file: only ${file.size} bytes`);
  const length = readBytes(file, 0, 8).readBigUInt64LE();
  if (length > BigInt(file.size - 8))
    throw new UserError(
      `${file.path} is truncated or not a safetensors file: a header of ${length} bytes in a file of ${file.size}`,
    );
  if (length > MAX_HEADER)
    throw new UserError(`${file.path}: a header of ${length} bytes is beyond the format's ${MAX_HEADER}`);
  return Number(length);
}

function locate(entry: HeaderEntry, base: number, dataBytes: number, file: OpenFile): Located {
  const { name, dtype, shape, begin, end } = entry;
  const fail = (what: string) => new UserError(`${file.path}: tensor ${quoted(name)} ${what}`);
  const count = elementCount(shape);
  if (begin > end || end > dataBytes)
    throw fail(`lies at bytes ${begin} to ${end} of ${dataBytes}: out of the file (truncated?)`);
  if (count === undefined || count * DTYPE_BYTES[dtype] !== end - begin)
    throw fail(`of shape [${shape}] and type ${dtype} does not fit its ${end - begin} bytes`);
  return { shape, dtype, offset: base + begin, count };
}

/** The tensors in order of their bytes must follow each other from the first byte to the last. */
function checkCover(entries: readonly HeaderEntry[], dataBytes: number, file: OpenFile): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      throw new UserError(
        `${file.path}: tensor ${quoted(name)} begins at byte ${begin} where ${at} was due: ${begin < at ? 'an overlap' : 'a hole'}`,
      );
    at = end;
  }
  if (at !== dataBytes)
    throw new UserError(`${file.path}: ${dataBytes - at} bytes after the last tensor belong to none`);
}
