import { type OpenFile, readBytes, UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { maxValues, readPickle } from './pickle.ts';
import { byteStream } from './pickle-bytes.ts';
import type { Checkpoint } from './pickle-values.ts';
import { DTYPE_BYTES } from './types.ts';
import { readZipDirectory } from './zip.ts';

/**
 * Reads the zip format: `<name>/data.pkl`, and one stored entry `<name>/data/<key>` per storage.
 * Source: PyTorch, torch/serialization.py and caffe2/serialize/inline_container.h.
 */
export async function readZipCheckpoint(file: OpenFile): Promise<Checkpoint> {
  const entries = await readZipDirectory(file);
  const pickles = [...entries.keys()].filter((name) => /^[^/]*\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1)
    throw new UserError(
      `${file.path} is a zip file, but torch.save did not write it: it has ${pickles.length} data.pkl entries`,
    );
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`))
    throw new UserError(
      `${file.path} is a TorchScript program; save its weights with torch.save(model.state_dict(), path)`,
    );
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && readBytes(file, order.start, Math.min(order.size, 8)).toString() !== 'little')
    throw new UserError(`${file.path} was written on a big-endian machine; such files cannot be read`);
  const { start, size } = entries.get(pickle)!;
  const stream = byteStream(file, start, start + size, 'the pickle');
  return {
    root: readPickle(stream, { path: file.path, values: maxValues(file.size) }),
    storageStart(storage) {
      const entry = entries.get(`${folder}data/${storage.key}`);
      if (entry === undefined)
        throw new UserError(`${file.path} has no storage ${quoted(storage.key)}, which a tensor refers to`);
      if (storage.length * DTYPE_BYTES[storage.dtype] > entry.size)
        throw new UserError(
          `${file.path}: storage ${quoted(storage.key)} has ${entry.size} bytes, not ${storage.length} elements of ${storage.dtype}`,
        );
      return entry.start;
    },
  };
}
