import { UserError } from '../../files/index.ts';
import { quoted } from '../../text/index.ts';
import { isDict, isTensor, type PickleDict, type PickleValue, type TensorRef } from './pickle-values.ts';

/** The tensors of a checkpoint, and the entry that holds them. */
interface StateDict {
  /** `state_dict`, `model`, ...; an empty string when the checkpoint is the state dict itself. */
  readonly entry: string;
  readonly tensors: ReadonlyMap<string, TensorRef>;
}

/**
 * Entries in which training scripts keep the weights. Averaged weights come first, as in timm's
 * `load_state_dict` (timm/models/_helpers.py): if a run kept them, its authors evaluated them.
 */
const ENTRIES = ['state_dict_ema', 'model_ema', 'state_dict', 'model_state', 'model'] as const;

/** Prefixes that wrappers add to every name: DistributedDataParallel, and torch.compile. */
const WRAPPERS = ['module.', '_orig_mod.'];

/**
 * Finds the state dict in the value of a checkpoint's pickle, and strips the wrappers' prefixes.
 *
 * @throws UserError if there is none, with a list of what was found
 */
export function findStateDict(root: PickleValue, path: string): StateDict {
  if (!isDict(root)) throw new UserError(`${path} holds ${describe(root)} instead of a state dict`);
  for (const entry of ENTRIES) {
    const value = root.entries.get(entry);
    if (isDict(value) && hasTensor(value)) return { entry, tensors: tensorsOf(value, path) };
  }
  if (hasTensor(root)) return { entry: '', tensors: tensorsOf(root, path) };
  const keys = [...root.entries.keys()].slice(0, 8).map((key) => quoted(String(key)));
  throw new UserError(
    `${path} contains no state dict: its entries are ${keys.join(', ') || '(none)'}; expected one of ${ENTRIES.join(', ')}`,
  );
}

function hasTensor(dict: PickleDict): boolean {
  for (const value of dict.entries.values()) if (isTensor(value)) return true;
  return false;
}

function tensorsOf(dict: PickleDict, path: string): ReadonlyMap<string, TensorRef> {
  const tensors = new Map<string, TensorRef>();
  for (const [key, value] of dict.entries) {
    if (!isTensor(value)) continue;
    if (typeof key !== 'string') throw new UserError(`${path}: the name of a tensor is not a string`);
    const name = withoutWrappers(key);
    if (tensors.has(name))
      throw new UserError(`${path}: two tensors are called ${quoted(name)} once prefixes are removed`);
    tensors.set(name, value);
  }
  return tensors;
}

function withoutWrappers(name: string): string {
  const prefix = WRAPPERS.find((wrapper) => name.startsWith(wrapper));
  return prefix === undefined ? name : withoutWrappers(name.slice(prefix.length));
}

function describe(value: PickleValue): string {
  if (value === null) return 'None';
  return typeof value === 'object' ? `a ${value.kind}` : `a ${typeof value}`;
}
