import { open, readFile } from 'node:fs/promises';
import type { ImageSource } from './types.ts';

/** The encoded bytes of an image. @throws Error if the file is gone or shorter than the entry says. */
export async function readImage(source: ImageSource): Promise<Uint8Array> {
  const { path, offset, size } = source;
  if (offset === undefined || size === undefined) return await readFile(path);
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(size);
    const { bytesRead } = await file.read(bytes, 0, size, offset);
    if (bytesRead < size) throw new Error(`${path} ends within an entry`);
    return bytes;
  } finally {
    await file.close();
  }
}
