import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * On Linux a name is any bytes, which need not be UTF-8. Node puts U+FFFD for the wrong ones, and then no file has that
 * name. Here a path holds each of them as half of a surrogate pair, U+DC80 to U+DCFF, as Python does (PEP 383); JSON can
 * hold such a path, and `printable` shows it. Every function of this district takes such paths; calls of Node need
 * `systemPath`.
 */
export function nameOf(bytes: Buffer): string {
  const text = bytes.toString();
  if (!text.includes('\ufffd')) return text;
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((n) => at + n <= bytes.length && isUtf8(bytes.subarray(at, at + n)));
    name += length ? bytes.toString('utf8', at, at + length) : String.fromCharCode(0xdc00 + bytes[at]!);
    at += length ?? 1;
  }
  return name;
}

/** Returns a path as the system knows it. */
export function systemPath(path: string): string | Buffer {
  if (!/[\udc80-\udcff]/u.test(path)) return path;
  const bytes = (character: string) =>
    /[\udc80-\udcff]/u.test(character) ? Buffer.of(character.charCodeAt(0) - 0xdc00) : Buffer.from(character);
  return Buffer.concat([...path].map(bytes));
}

/** Returns whether something exists at a path. */
export function exists(path: string): boolean {
  return existsSync(systemPath(path));
}

/** Returns whether a path is a folder; false if it does not exist. */
export function isFolder(path: string): boolean {
  return exists(path) && statSync(systemPath(path)).isDirectory();
}

/** Returns a path without links. */
export function realPath(path: string): string {
  const known = systemPath(path);
  return typeof known === 'string' ? realpathSync(known) : nameOf(realpathSync.native(known, 'buffer'));
}

/** Something in a folder. A link counts as what it leads to. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** Lists a folder, in no particular order. @throws Error, as `readdirSync` */
export function listFolder(path: string): FolderEntry[] {
  return readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => {
    const name = nameOf(entry.name as unknown as Buffer);
    const isLink = entry.isSymbolicLink();
    return { name, isLink, isFolder: entry.isDirectory() || (isLink && isFolder(join(path, name))) };
  });
}
