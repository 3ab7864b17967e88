import { INPUTS, type OpenFile, openFile, readBytes, UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { elementCount, readElements } from './elements.ts';
import { type HeaderEntry, parseHeader } from './safetensors-header.ts';
import { DTYPE_BYTES, type TensorInfo, type TensorSource } from './types.ts';

/** A safetensors file also holds free-form metadata. */
export interface SafetensorsSource extends TensorSource {
  readonly metadata: ReadonlyMap<string, string>;
}

/** The specification's limit for the header, in bytes. */
const MAX_HEADER = 100_000_000;

/**
 * Opens a safetensors file: reads and checks its header. Tensors are read on request.
 *
 * Layout: the header's length as an unsigned 64-bit little-endian number, the header (JSON), then the
 * elements. Checked as the reference implementation does: every tensor has as many bytes as its shape and
 * type need, and the tensors cover what follows the header without gaps or overlaps.
 * Source: https://github.com/huggingface/safetensors, README, "Format".
 *
 * @throws UserError in one line, about the first problem found
 */
export function openSafetensors(path: string): SafetensorsSource {
  const file = openFile(path, INPUTS.weights);
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
  // A parsed tensor takes a few hundred bytes of memory, so their number is limited by the file's size.
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
  if (file.size < 8)
    throw new UserError(`${file.path} is not a safetensors file: it has only ${file.size} bytes`);
  const length = readBytes(file, 0, 8).readBigUInt64LE();
  if (length > BigInt(file.size - 8))
    throw new UserError(
      `${file.path} is truncated or not a safetensors file: its header would have ${length} bytes, but the file has ${file.size}`,
    );
  if (length > MAX_HEADER)
    throw new UserError(`${file.path}: its header has ${length} bytes; the format allows ${MAX_HEADER}`);
  return Number(length);
}

function locate(entry: HeaderEntry, base: number, dataBytes: number, file: OpenFile): Located {
  const { name, dtype, shape, begin, end } = entry;
  const fail = (what: string) => new UserError(`${file.path}: tensor ${quoted(name)} ${what}`);
  const count = elementCount(shape);
  if (begin > end || end > dataBytes)
    throw fail(`lies at bytes ${begin} to ${end}, but the file holds ${dataBytes} (truncated?)`);
  if (count === undefined || count * DTYPE_BYTES[dtype] !== end - begin)
    throw fail(`of shape [${shape}] and type ${dtype} does not fit its ${end - begin} bytes`);
  return { shape, dtype, offset: base + begin, count };
}

/** Checks that the tensors follow each other from the first byte to the last. */
function checkCover(entries: readonly HeaderEntry[], dataBytes: number, file: OpenFile): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      throw new UserError(
        `${file.path}: tensor ${quoted(name)} starts at byte ${begin} instead of ${at}: ${begin < at ? 'it overlaps another tensor' : 'there is a gap before it'}`,
      );
    at = end;
  }
  if (at !== dataBytes)
    throw new UserError(`${file.path}: ${dataBytes - at} bytes after the last tensor do not belong to any`);
}
