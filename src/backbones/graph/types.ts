import type { Operation, Parameter, Shape, ValueId } from '../operators/index.ts';

/** One step: what it does, its name, and the shape of its result. */
export type Node = Operation & { readonly id: ValueId; readonly name: string; readonly shape: Shape };
export type NodeOf<K extends Operation['op']> = Extract<Node, { op: K }>;

/** A network with static shapes: nodes in execution order, the first of which is the input. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly output: ValueId;
  /** Every tensor of the state dict in its order, whether a node reads it or not (none reads counters). */
  readonly parameters: readonly Parameter[];
  /** Output of each named module (`stages.0.blocks.1`), as far as the value still exists. */
  readonly modules: ReadonlyMap<string, ValueId>;
}
