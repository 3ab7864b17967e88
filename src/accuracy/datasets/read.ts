import { closeSync, fstatSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { ImageSource } from './types.ts';

const readSome = promisify(read);

/**
 * The encoded bytes of an image: a file, or an entry of an archive. Only the bytes are waited for. Opening and
 * closing in the background, too, costs more than it hides: four wakings of a thread an image.
 * @throws Error if the file is gone or shorter than the entry says.
 */
export async function readImage({ path, offset = 0, size }: ImageSource): Promise<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(size ?? fstatSync(file).size);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await readSome(file, bytes, at, bytes.length - at, offset + at);
      if (bytesRead === 0) throw new Error(`${path} ends within an entry`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}
