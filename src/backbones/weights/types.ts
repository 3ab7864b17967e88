/**
 * Element types of weights files, by safetensors' names. Reading converts them to float32: F16 and BF16
 * exactly, F64 and integers rounded to nearest even. One-byte types can be listed but not read.
 */
export const DTYPES = ['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'I16', 'I8', 'U8', 'BOOL'] as const;
export type Dtype = (typeof DTYPES)[number];

/** Bytes of one element. */
export const DTYPE_BYTES: Readonly<Record<Dtype, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export interface TensorInfo {
  readonly shape: readonly number[];
  /** The type in the file; `read` always returns float32. */
  readonly dtype: Dtype;
}

/**
 * Named tensors, read one at a time: the common form of every source of weights (a recipe, a file, the hub).
 *
 * Nothing is read before `read` is called and nothing is kept afterwards, so a model is in memory only once.
 */
export interface TensorSource {
  /** Name of this source in messages: a path, `hf:org/name`, `seed:0`. */
  readonly origin: string;
  /** Every tensor's name, in the source's own order. */
  names(): Iterable<string>;
  has(name: string): boolean;
  /** @throws Error if there is no such tensor; check `has` first */
  info(name: string): TensorInfo;
  /**
   * Returns the tensor's elements in C order (last axis fastest), in a new array.
   *
   * @throws UserError if the file cannot be read, is truncated, or has one-byte elements
   */
  read(name: string): Float32Array;
  /** Closes the file. Reading afterwards is an error; closing twice is not. */
  close(): void;
}

/** A tensor in memory. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
