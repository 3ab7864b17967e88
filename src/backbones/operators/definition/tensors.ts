/** Sizes of a value's axes. Axis 0 is the batch, axis 1 the channels: [N, C, H, W] for a map, [N, C] for a vector. */
export type Shape = readonly number[];

/** A value is identified by the id of the node that produces it. */
export type ValueId = number;

export type Pair = readonly [height: number, width: number];

/** Rows above, columns to the left, rows below, columns to the right. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];

/**
 * A tensor of the network. A stored tensor is read from the weights by name. A derived one, which a rewrite
 * introduces, is computed from other tensors in float64 when it is read.
 */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  /** Statistics and counters are not learned, so they do not count as parameters of the model. */
  readonly role: 'learnable' | 'statistic' | 'counter';
  readonly derivation?: Derivation;
}

export interface Derivation {
  readonly from: readonly Parameter[];
  /** Takes the values of `from` in C order and must not modify them. */
  compute(values: readonly Float64Array[]): Float64Array;
}

/** A graph that cannot be built, lowered or differentiated; the message starts with the name of the node. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/** Returns the number of elements of a shape. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Returns the number of positions of a value: H * W, or 1 for a vector. */
export function positions(shape: Shape): number {
  return elements(shape.slice(2));
}

/** Returns the shape of a value unless a tensor of one factor per channel does not fit it, which calls `fail`. */
export function perChannelShape(
  shape: Shape,
  factors: Parameter | undefined,
  fail: (why: string) => never,
): Shape {
  if (factors !== undefined && elements(factors.shape) !== shape[1])
    fail(`${elements(factors.shape)} factors do not fit ${shape[1]} channels`);
  return shape;
}
