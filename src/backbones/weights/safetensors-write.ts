import { writeChunksAtomic } from '../../files/index.ts';
import { elementCount } from './elements.ts';
import { DTYPE_BYTES, type TensorSource } from './types.ts';

/**
 * Writes tensors as a safetensors file of float32, one tensor at a time, atomically.
 *
 * Order and bytes depend only on names, shapes and values, so equal weights give equal files. The header is
 * padded with spaces to a multiple of eight, as the reference writer does.
 *
 * @param source read tensor by tensor, in the order of their names.
 * @param metadata free text for the header's `__metadata__`.
 */
export function writeSafetensors(
  path: string,
  source: Pick<TensorSource, 'names' | 'info' | 'read'>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const names = [...source.names()].sort();
  writeChunksAtomic(path, chunks(names, source, headerOf(names, source, metadata)));
}

function headerOf(
  names: readonly string[],
  source: Pick<TensorSource, 'info'>,
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) fields.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let at = 0;
  for (const name of names) {
    const { shape } = source.info(name);
    const end = at + elementCount(shape)! * DTYPE_BYTES.F32;
    fields.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype: 'F32', shape, data_offsets: [at, end] })}`,
    );
    at = end;
  }
  const json = Buffer.from(`{${fields.join(',')}}`);
  return Buffer.concat([json, Buffer.alloc(-json.length & 7, ' ')]);
}

function* chunks(
  names: readonly string[],
  source: Pick<TensorSource, 'info' | 'read'>,
  header: Buffer,
): Generator<Uint8Array> {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  yield length;
  yield header;
  for (const name of names) {
    const data = source.read(name);
    if (data.length !== elementCount(source.info(name).shape))
      throw new Error(`${name} has ${data.length} elements, but its shape is [${source.info(name).shape}]`);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}
