import type { Dtype } from './types.ts';

/** A storage that tensors of a checkpoint view; its key locates its bytes in the file. */
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

/** A dictionary, or an object with attributes only. Keys keep their type: 1 and "1" differ. */
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

/** A known class or function. A pickle can name it but not run it. */
interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** A value in the pickle of a state dict. None of them is executable. */
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
