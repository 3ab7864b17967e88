import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UserError } from '../../files/index.ts';

export interface TarEntry {
  readonly name: string;
  /** Byte offset of the content within the archive. */
  readonly offset: number;
  readonly size: number;
}

const BLOCK = 512;

/**
 * The files in an uncompressed tar archive and where they lie, from the headers alone: an archive of
 * 50,000 images is indexed without reading the images, and entries are read in any order afterwards.
 * @throws UserError if the file is no tar archive, is compressed, or ends within an entry.
 */
export function indexTar(path: string): TarEntry[] {
  const file = openSync(path, 'r');
  try {
    const { size: total } = fstatSync(file);
    const header = Buffer.alloc(BLOCK);
    const entries: TarEntry[] = [];
    let longName: string | undefined;
    for (let at = 0; at + BLOCK <= total; ) {
      readSync(file, header, 0, BLOCK, at);
      if (header.every((byte) => byte === 0)) break;
      if (!isHeader(header)) throw new UserError(notTar(path, header, at));
      const size = octal(header, 124, 12);
      const offset = at + BLOCK;
      if (offset + size > total) throw new UserError(`${path} is truncated: it ends within an entry`);
      const type = String.fromCharCode(header[156]!);
      if (type === 'L') longName = readText(file, offset, size);
      else {
        if (type === '0' || type === '\0') entries.push({ name: longName ?? nameOf(header), offset, size });
        longName = undefined;
      }
      at = offset + Math.ceil(size / BLOCK) * BLOCK;
    }
    return entries;
  } finally {
    closeSync(file);
  }
}

/** The header's checksum is the sum of its bytes, its own eight taken as spaces. */
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

function readText(file: number, offset: number, size: number): string {
  const bytes = Buffer.alloc(size);
  readSync(file, bytes, 0, size, offset);
  return text(bytes);
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function octal(header: Buffer, start: number, length: number): number {
  return Number.parseInt(text(header.subarray(start, start + length)).trim() || '0', 8);
}
