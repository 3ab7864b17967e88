import type { Dtype } from './types.ts';

/** A storage that a checkpoint's tensors look into: its key says where its bytes are in the file. */
export interface StorageRef {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: Dtype;
  /** Elements. */
  readonly length: number;
}

/** A tensor as a view of a storage; offset and strides in elements. */
export interface TensorRef {
  readonly kind: 'tensor';
  readonly storage: StorageRef;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A dictionary, or an object that only carries attributes. Keys are kept as they are: 1 and "1" differ. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<unknown, PickleValue>;
}

interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** A class or function of the short list that is known; naming it is all that a pickle may do with it. */
interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** What a pickle of a state dict is made of. Nothing in it can run. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleDict
  | PickleTuple
  | PickleList
  | PickleGlobal
  | StorageRef
  | TensorRef;

export function isDict(value: PickleValue | undefined): value is PickleDict {
  return typeof value === 'object' && value?.kind === 'dict';
}

export function isTensor(value: PickleValue | undefined): value is TensorRef {
  return typeof value === 'object' && value?.kind === 'tensor';
}

/** What both formats of a checkpoint hold: the pickled value, and where each storage lies. */
export interface Checkpoint {
  readonly root: PickleValue;
  /** First byte of a storage. @throws UserError if the file has no such storage, or a smaller one. */
  readonly storageStart: (storage: StorageRef) => number;
}
