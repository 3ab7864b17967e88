/**
 * Element types that a weights file may hold, by safetensors' names. Reading converts them to float32: F16 and
 * BF16 exactly, F64 and the integers rounded to nearest even. Those of one byte can be listed, not read.
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
  /** The type in the file; `read` returns float32 whatever it is. */
  readonly dtype: Dtype;
}

/**
 * Named tensors, read one at a time: what every source of weights (a recipe, a file, the hub) becomes.
 *
 * Nothing is read before `read` is called, and nothing is kept afterwards, so that a model is in memory once.
 */
export interface TensorSource {
  /** What a message calls this source: a path, `hf:org/name`, `seed:0`. */
  readonly origin: string;
  /** Every tensor's name, in the source's own order. */
  names(): Iterable<string>;
  has(name: string): boolean;
  /** @throws Error if there is no such tensor: ask `has` first. */
  info(name: string): TensorInfo;
  /**
   * The tensor's elements in C order (last axis fastest), a new array at every call.
   *
   * @throws UserError if the file cannot be read, is shorter than it says, or holds elements of one byte.
   */
  read(name: string): Float32Array;
  /** Gives the file back; reading afterwards is an error. Calling it twice is not. */
  close(): void;
}

/** A tensor in memory, as a writer takes it. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
