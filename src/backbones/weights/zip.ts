import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { OpenFile } from '../../files/index.ts';
import { messageOf, UserError } from '../../files/index.ts';
import { quoted, visibleLine } from '../../text/index.ts';

/** Position of an entry's bytes in the file. */
interface StoredEntry {
  readonly start: number;
  readonly size: number;
}

/**
 * Reads the directory of a zip file whose entries are stored without compression, as torch.save writes them.
 * Nothing is unpacked or written; entries are read in place.
 *
 * It refuses compressed entries (a small file could become a large one), names that leave their folder, repeated
 * names, and entries that together are larger than the file (they would overlap).
 *
 * @throws UserError about the first problem found
 */
export async function readZipDirectory(file: OpenFile): Promise<ReadonlyMap<string, StoredEntry>> {
  const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true, strictFileNames: true };
  try {
    const zip = await fromRandomAccessReaderPromise(new PositionedReader(file), file.size, options);
    return await readEntries(zip, file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The message may quote a name of any length, as it is in the file.
    const why = visibleLine(messageOf(error)).slice(0, 200);
    throw new UserError(`${file.path} is damaged or truncated: ${why}`);
  }
}

async function readEntries(zip: ZipFile, file: OpenFile): Promise<ReadonlyMap<string, StoredEntry>> {
  // torch.save aligns every entry to 64 bytes between two headers of 76 bytes and a name.
  const maxEntries = Math.max(10_000, Math.floor(file.size / 128));
  const entries = new Map<string, StoredEntry>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    checkEntry(entry, file);
    if (entries.has(entry.fileName))
      throw new UserError(`${file.path}: zip entry ${quoted(entry.fileName)} occurs twice`);
    total += entry.uncompressedSize;
    if (total > file.size || entries.size >= maxEntries)
      throw new UserError(`${file.path}: its zip entries are larger than the file; refused as a zip bomb`);
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    entries.set(entry.fileName, { start: fileDataStart, size: entry.uncompressedSize });
  }
  return entries;
}

function checkEntry(entry: Entry, file: OpenFile): void {
  const fail = (what: string) =>
    new UserError(
      `${file.path}: zip entry ${quoted(entry.fileName)} ${what}; torch.save does not write such files`,
    );
  if (entry.fileName.length > 4096) throw fail('has too long a name');
  if (entry.isEncrypted()) throw fail('is encrypted');
  if (entry.compressionMethod !== 0) throw fail('is compressed (a TorchScript program? save its state dict)');
}

/** Lets yauzl read from the open file. */
class PositionedReader extends RandomAccessReader {
  readonly #file: OpenFile;

  constructor(file: OpenFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    try {
      this.#file.readInto(buffer.subarray(offset, offset + length), position);
    } catch (error) {
      queueMicrotask(() => callback(error as Error));
      return;
    }
    queueMicrotask(() => callback(null, length));
  }

  // The file is closed by whoever opened it.
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
