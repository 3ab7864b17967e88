import { INPUTS, type OpenFile, openFile, readBytes, UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { readLegacyCheckpoint } from './checkpoint-legacy.ts';
import { readZipCheckpoint } from './checkpoint-zip.ts';
import { elementCount } from './elements.ts';
import type { Checkpoint, TensorRef } from './pickle-values.ts';
import { findStateDict } from './state-dict.ts';
import { extent, isPlain, readStrided } from './strided.ts';
import { DTYPE_BYTES, type TensorInfo, type TensorSource } from './types.ts';

/**
 * Opens a PyTorch checkpoint: the zip format of torch 1.6 and later, or the earlier stream of pickles and
 * storages, told apart by their first bytes. The pickle is read as data and never executed (pickle.ts).
 *
 * @throws UserError in one line, about the first problem found
 */
export async function openCheckpoint(path: string): Promise<TensorSource> {
  const file = openFile(path, INPUTS.weights);
  try {
    const checkpoint = await readCheckpoint(file);
    const { tensors } = findStateDict(checkpoint.root, path);
    return sourceOf(file, checkpoint, tensors);
  } catch (error) {
    file.close();
    throw error;
  }
}

function readCheckpoint(file: OpenFile): Promise<Checkpoint> | Checkpoint {
  const magic = readBytes(file, 0, Math.min(4, file.size)).toString('latin1');
  if (magic === 'PK\u0003\u0004') return readZipCheckpoint(file);
  if (magic.startsWith('\u0080')) return readLegacyCheckpoint(file);
  throw new UserError(
    `${file.path} is not a PyTorch checkpoint: it starts with ${quoted(magic)}, which is neither a zip file nor a pickle`,
  );
}

interface Located extends TensorInfo {
  readonly start: number;
  readonly strides: readonly number[];
}

function sourceOf(
  file: OpenFile,
  checkpoint: Checkpoint,
  tensors: ReadonlyMap<string, TensorRef>,
): TensorSource {
  const located = new Map(
    [...tensors].map(([name, tensor]) => [name, locate(name, tensor, checkpoint, file.path)]),
  );
  const find = (name: string) => {
    const tensor = located.get(name);
    if (tensor === undefined) throw new Error(`no tensor ${quoted(name)} in ${file.path}`);
    return tensor;
  };
  return {
    origin: file.path,
    names: () => located.keys(),
    has: (name) => located.has(name),
    info: find,
    read(name) {
      const { start, dtype, ...view } = find(name);
      return readStrided(file, start, dtype, view);
    },
    close: file.close,
  };
}

function locate(name: string, tensor: TensorRef, checkpoint: Checkpoint, path: string): Located {
  const { storage, offset, shape, strides } = tensor;
  // A view that repeats elements (stride 0) could be larger than the file.
  if (elementCount(shape) === undefined || !isPlain(tensor) || offset + extent(tensor) > storage.length)
    throw new UserError(
      `${path}: tensor ${quoted(name)} of shape [${shape}] and strides [${strides}] does not fit into its storage of ${storage.length} elements`,
    );
  const start = checkpoint.storageStart(storage) + offset * DTYPE_BYTES[storage.dtype];
  return { shape, dtype: storage.dtype, start, strides };
}
