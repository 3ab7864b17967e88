import type { Range } from './wire.ts';

/** Element types of ONNX tensors that matter here, by their number in TensorProto.DataType. */
export const ELEMENT_TYPES = {
  1: { name: 'float32', bytes: 4 },
  2: { name: 'uint8', bytes: 1 },
  3: { name: 'int8', bytes: 1 },
  5: { name: 'int16', bytes: 2 },
  6: { name: 'int32', bytes: 4 },
  7: { name: 'int64', bytes: 8 },
  9: { name: 'bool', bytes: 1 },
  10: { name: 'float16', bytes: 2 },
  11: { name: 'float64', bytes: 8 },
  16: { name: 'bfloat16', bytes: 2 },
} as const;
export type ElementType = (typeof ELEMENT_TYPES)[keyof typeof ELEMENT_TYPES]['name'] | 'other';

/** A constant of a model; its elements stay in the file. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Bytes of its elements. */
  readonly bytes: number;
  /** True if they are in another file. */
  readonly external: boolean;
  /** The elements of a short integer tensor, from which shapes are computed. */
  readonly integers?: readonly number[];
}

export interface OnnxAttribute {
  readonly int?: number;
  readonly ints?: readonly number[];
  readonly text?: string;
  readonly tensor?: OnnxTensor;
}

export interface OnnxNode {
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly name: string;
  /** Names of values; an empty one is an optional operand that is not given. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An input or output; in `dims` a number is a fixed size, a name a dynamic one, `?` an unnamed dynamic one. */
export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  /** Undefined if not even the number of axes is specified. */
  readonly dims: readonly (number | string)[] | undefined;
}

/** A model's graph without the elements of its tensors. */
export interface OnnxModel {
  readonly path: string;
  readonly producer: string;
  /** Version of each operator set by its domain; ONNX's own is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Files that hold tensors, as paths inside the model's folder. */
  readonly externalFiles: readonly string[];
  /** Those of them with tensors inside nodes: constants, and the graphs of `If` and `Loop`. */
  readonly innerFiles: readonly string[];
  /** Inputs that the caller provides: those without an initializer. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Shapes that the file declares for intermediate values. */
  readonly values: ReadonlyMap<string, OnnxValue>;
  /** Positions in the file, for a copy with another input. */
  readonly layout: {
    readonly size: number;
    readonly graph: Range & { readonly whole: Range };
    /** The fields of the graph that declare `inputs`. */
    readonly inputs: readonly Range[];
  };
}
