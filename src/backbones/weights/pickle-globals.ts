import type { PickleDict, PickleValue, StorageRef, TensorRef } from './pickle-values.ts';
import type { Dtype } from './types.ts';

/**
 * Element types by the storage classes that torch names in its pickles (torch/_utils.py and
 * torch/storage.py of PyTorch 1.0 to 2.x). Complex, quantised and 8-bit float storages are not weights of
 * any model here and are refused by name like everything else.
 */
const STORAGES: ReadonlyMap<string, Dtype> = new Map([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
]);

/** Types and devices that a checkpoint may mention; they stay names. */
const INERT = new Set(
  ['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map(
    (dtype) => `torch.${dtype}`,
  ),
);

type Rebuild = (args: readonly PickleValue[]) => PickleValue | undefined;

/** The functions that a state dict calls, by meaning; undefined for unexpected arguments. */
const FUNCTIONS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', ([tensor]) => tensor],
  ['torch.Size', ([items]) => items],
]);

/** Classes that a pickle may instantiate as plain holders of attributes (a training script's options). */
const BAGS = new Set(['argparse.Namespace']);

export function isKnownGlobal(name: string): boolean {
  return STORAGES.has(name) || INERT.has(name) || FUNCTIONS.has(name) || BAGS.has(name);
}

/** Returns what calling the global `name` gives; undefined if it cannot be called like this. */
export function callGlobal(name: string, args: readonly PickleValue[]): PickleValue | undefined {
  return FUNCTIONS.get(name)?.(args);
}

/** Returns an empty instance of the class `name`, or undefined if it is not allowed. */
export function newInstance(name: string): PickleDict | undefined {
  return BAGS.has(name) ? { kind: 'dict', entries: new Map() } : undefined;
}

/**
 * Returns the storage of a persistent id: `("storage", class, key, device, elements)`, in the legacy format
 * with a sixth item that describes a view (only files of torch before 0.4 have one that is not None).
 */
export function storageOf(id: PickleValue): StorageRef | undefined {
  if (typeof id !== 'object' || id?.kind !== 'tuple') return undefined;
  const [tag, type, key, , length, view] = id.items;
  if (tag !== 'storage' || typeof key !== 'string' || !isCount(length)) return undefined;
  if (view !== undefined && view !== null) return undefined;
  const dtype = typeof type === 'object' && type?.kind === 'global' ? STORAGES.get(type.name) : undefined;
  return dtype && { kind: 'storage', key, dtype, length };
}

/** `OrderedDict()` or `OrderedDict([[key, value], ...])`. */
function orderedDict(args: readonly PickleValue[]): PickleValue | undefined {
  const entries = new Map<unknown, PickleValue>();
  const [pairs] = args;
  if (args.length === 0) return { kind: 'dict', entries };
  if (args.length > 1 || typeof pairs !== 'object' || pairs?.kind !== 'list') return undefined;
  for (const pair of pairs.items) {
    if (typeof pair !== 'object' || (pair?.kind !== 'list' && pair?.kind !== 'tuple')) return undefined;
    const [key, value] = pair.items;
    if (pair.items.length !== 2 || value === undefined || typeof key === 'object') return undefined;
    entries.set(key, value);
  }
  return { kind: 'dict', entries };
}

/** `(storage, offset, size, stride, ...)`; the rest (gradient flag, hooks) is irrelevant here. */
function rebuildTensor(args: readonly PickleValue[]): TensorRef | undefined {
  const [storage, offset, size, stride] = args;
  if (typeof storage !== 'object' || storage?.kind !== 'storage' || !isCount(offset)) return undefined;
  const shape = countsOf(size);
  const strides = countsOf(stride);
  if (shape === undefined || strides === undefined || shape.length !== strides.length) return undefined;
  return { kind: 'tensor', storage, offset, shape, strides };
}

function countsOf(value: PickleValue | undefined): number[] | undefined {
  if (typeof value !== 'object' || (value?.kind !== 'tuple' && value?.kind !== 'list')) return undefined;
  const items: readonly PickleValue[] = value.items;
  const counts = items.filter(isCount);
  return counts.length === items.length ? counts : undefined;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
