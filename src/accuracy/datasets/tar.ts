import { INPUTS, type OpenFile, openFile, readBytes, UserError } from '../../files/index.ts';

export interface TarEntry {
  readonly name: string;
  /** Byte offset of the content within the archive. */
  readonly offset: number;
  readonly size: number;
}

const BLOCK = 512;
/** No system allows longer paths. */
const MAX_NAME = 1 << 16;

/**
 * Lists the files in an uncompressed tar archive and where they lie. It reads only the headers, so that an archive of
 * 50,000 images is indexed without reading an image; entries can then be read in any order.
 * @throws UserError if the file is not a tar archive, is compressed, or is truncated
 */
export function indexTar(path: string): TarEntry[] {
  const file = openFile(path, INPUTS.tar);
  try {
    return entriesOf(file);
  } finally {
    file.close();
  }
}

function entriesOf(file: OpenFile): TarEntry[] {
  const { path, size: total } = file;
  const header = Buffer.alloc(BLOCK);
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= total; ) {
    file.readInto(header, at);
    if (header.every((byte) => byte === 0)) break;
    if (!isHeader(header)) throw new UserError(notTar(path, header, at));
    const size = octal(header, 124, 12);
    const offset = at + BLOCK;
    if (offset + size > total) throw new UserError(`${path} is truncated: it ends within an entry`);
    const type = String.fromCharCode(header[156]!);
    if (type === 'L' && size > MAX_NAME)
      throw new UserError(`${path} is damaged: a name of ${size} bytes at byte ${at}`);
    if (type === 'L') longName = text(readBytes(file, offset, size));
    else {
      if (type === '0' || type === '\0') entries.push({ name: longName ?? nameOf(header), offset, size });
      longName = undefined;
    }
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The checksum of a header is the sum of its bytes, with its own eight bytes taken as spaces. */
function isHeader(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : header[i]!;
  return sum === octal(header, 148, 8);
}

function notTar(path: string, header: Buffer, at: number): string {
  if (header[0] === 0x1f && header[1] === 0x8b) return `${path} is compressed; unpack it with gunzip first`;
  return at === 0 ? `${path} is not a tar archive` : `${path} is damaged: no header at byte ${at}`;
}

function nameOf(header: Buffer): string {
  const name = text(header.subarray(0, 100));
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header.subarray(345, 500)) : '';
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '');
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function octal(header: Buffer, start: number, length: number): number {
  return Number.parseInt(text(header.subarray(start, start + length)).trim() || '0', 8);
}
