/** Sizes of a value's axes. Axis 0 is the batch, axis 1 the channels: [N, C, H, W] for a map, [N, C] for a vector. */
export type Shape = readonly number[];

/** A value is named by the id of the node that makes it. */
export type ValueId = number;

/** Rows before, columns before, rows after, columns after. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];
export type Pair = readonly [height: number, width: number];

export type ActivationKind = 'relu' | 'relu6' | 'gelu' | 'silu' | 'sigmoid';

/**
 * A tensor of the network. A stored one is read from the weights by its name; a derived one (made by a
 * rewrite) is computed from others, in float64, when it is asked for.
 */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  /** Statistics and counters are state that training does not learn; they are no "parameters" in a count. */
  readonly role: 'learnable' | 'statistic' | 'counter';
  readonly derivation?: Derivation;
}

export interface Derivation {
  readonly from: readonly Parameter[];
  /** Values in C order, in the order of `from`; must not modify them. */
  compute(values: readonly Float64Array[]): Float64Array;
}

/** What a node does. Every operation that has a channel axis works on axis 1. */
export type Operation =
  | { readonly op: 'input' }
  /** Correlation with zero padding. weight [O, I / groups, kh, kw], bias [O]. */
  | {
      readonly op: 'conv';
      readonly input: ValueId;
      readonly weight: Parameter;
      readonly bias?: Parameter;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Padding;
      readonly groups: number;
    }
  /** y = W x + b at every position. weight [O, I], bias [O]. */
  | { readonly op: 'linear'; readonly input: ValueId; readonly weight: Parameter; readonly bias?: Parameter }
  /** (x - mean) / sqrt(variance + epsilon) * weight + bias, per channel, with stored statistics. */
  | {
      readonly op: 'batch_norm';
      readonly input: ValueId;
      readonly weight: Parameter;
      readonly bias: Parameter;
      readonly mean: Parameter;
      readonly variance: Parameter;
      readonly epsilon: number;
    }
  /** Normalisation over the channels at each position, population variance. */
  | {
      readonly op: 'layer_norm';
      readonly input: ValueId;
      readonly weight?: Parameter;
      readonly bias?: Parameter;
      readonly epsilon: number;
    }
  /** Normalisation over each group of channels and all positions together, population variance. */
  | {
      readonly op: 'group_norm';
      readonly input: ValueId;
      readonly weight?: Parameter;
      readonly bias?: Parameter;
      readonly groups: number;
      readonly epsilon: number;
    }
  /** Multiplication by one factor a channel. weight has C elements. */
  | { readonly op: 'scale'; readonly input: ValueId; readonly weight: Parameter }
  | { readonly op: 'activation'; readonly input: ValueId; readonly kind: ActivationKind }
  /** Window mean. Without `countPadding` a window at the border divides by the pixels it covers. */
  | {
      readonly op: 'average_pool';
      readonly input: ValueId;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Padding;
      readonly countPadding: boolean;
    }
  /** Mean over all positions: [N, C, 1, 1], or [N, C] without `keepPositions`. */
  | { readonly op: 'global_average_pool'; readonly input: ValueId; readonly keepPositions: boolean }
  /** Sum of values of one shape, each with its sign. */
  | { readonly op: 'sum'; readonly terms: readonly Term[] }
  /** Element-wise product; b may have one position only ([N, C, 1, 1]). */
  | { readonly op: 'multiply'; readonly a: ValueId; readonly b: ValueId }
  /** Channels start to end - 1. */
  | { readonly op: 'slice'; readonly input: ValueId; readonly start: number; readonly end: number }
  /**
   * softmax(scale * q^T k + bias) v for each head over the positions; heads are consecutive slices of the
   * channels. query [N, C, H, W], key and value [N, C, h, w], bias [heads, HW, hw].
   */
  | {
      readonly op: 'attention';
      readonly query: ValueId;
      readonly key: ValueId;
      readonly value: ValueId;
      readonly heads: number;
      readonly scale: number;
      readonly bias?: Parameter;
    };

export interface Term {
  readonly value: ValueId;
  readonly sign: 1 | -1;
}

export type OperationOf<K extends Operation['op']> = Extract<Operation, { op: K }>;

/** One step: what it does, what it is called, and the shape of what it makes. */
export type Node = Operation & { readonly id: ValueId; readonly name: string; readonly shape: Shape };
export type NodeOf<K extends Operation['op']> = Extract<Node, { op: K }>;

/** A network with static shapes: nodes in execution order, the first is the input. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly output: ValueId;
  /** Every tensor of the state dict in its order, used by a node or not (counters are not). */
  readonly parameters: readonly Parameter[];
  /** Output of each named module (`stages.0.blocks.1`), as far as the value still exists. */
  readonly modules: ReadonlyMap<string, ValueId>;
}

/** A graph that cannot be built; the message begins with the name of the node. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}
