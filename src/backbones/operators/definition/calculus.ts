/** Sizes of a tensor's axes. */
export type Dims = readonly number[];

/** A tensor of a program: the index of the step that computes it, and its sizes. */
export interface Tensor {
  readonly step: number;
  readonly dims: Dims;
}

export type UnaryKind = 'neg' | 'exp' | 'sqrt' | 'reciprocal' | 'erf' | 'sigmoid' | 'relu' | 'sign';

/** How a convolution's window moves: stride, zero rows and columns around, dilation of the kernel, groups. */
export interface Window {
  readonly stride: readonly [down: number, across: number];
  readonly padding: readonly [top: number, left: number, bottom: number, right: number];
  readonly dilation: readonly [down: number, across: number];
  readonly groups: number;
}

/** Writes a program step by step; every call returns the tensor that its step computes. */
export interface Calculus {
  input(name: string, dims: Dims): Tensor;
  /** A fixed tensor, identified by name and sizes: repeated calls return the first one. */
  constant(name: string, dims: Dims, values: () => Float32Array): Tensor;
  /** A number, broadcast wherever it is used. */
  number(value: number): Tensor;
  unary(kind: UnaryKind, x: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  min(a: Tensor, b: Tensor): Tensor;
  matmul(a: Tensor, b: Tensor): Tensor;
  gemm(a: Tensor, b: Tensor, transpose?: { readonly a?: boolean; readonly b?: boolean }): Tensor;
  sum(x: Tensor, axes: readonly number[]): Tensor;
  mean(x: Tensor, axes: readonly number[]): Tensor;
  reshape(x: Tensor, dims: Dims): Tensor;
  transpose(x: Tensor, order: readonly number[]): Tensor;
  slice(x: Tensor, axis: number, start: number, end: number): Tensor;
  concat(parts: readonly Tensor[], axis: number): Tensor;
  softmax(x: Tensor): Tensor;
  logSoftmax(x: Tensor): Tensor;
  conv(x: Tensor, weight: Tensor, window: Window): Tensor;
  /** @param size height and width of the result, which the stride alone does not determine */
  convTranspose(x: Tensor, weight: Tensor, window: Window, size: readonly [number, number]): Tensor;
}
