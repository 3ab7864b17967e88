import type { Elements, Values } from './evaluation.ts';
import type { Gradient } from './gradient.ts';
import type { OnnxLowering } from './onnx.ts';
import type { Parameter, Shape, ValueId } from './tensors.ts';
import type { TfjsLowering } from './tfjs.ts';

/** Everything about one kind of node. `N` is its node type, `Methods` are its methods of the builder. */
export interface Operator<N extends Described, Methods extends object> {
  readonly op: N['op'];
  /** One line for docs/operators.md. */
  readonly summary: string;
  /** Fields of the node that name the values it reads: an id, a list of ids, or a list of terms. */
  readonly operands: readonly (keyof N)[];
  /** Fields of the node that hold tensors, in the order of its definition; optional ones may be absent. */
  readonly parameters: readonly (keyof N)[];
  /** Methods of the builder. */
  build(to: Construction<N>): Methods;
  /** Shape of the result; calls `fail` when the operands do not fit. */
  shape(node: N, shapeOf: ShapeOf, fail: (why: string) => never): Shape;
  /** Multiply-accumulates by fvcore's convention, which counts 0 for most operators. */
  readonly macs: 0 | ((node: Placed<N>, shapeOf: ShapeOf) => number);
  /** The reference: one element of the result in float64, by the definition alone. */
  evaluate(node: Placed<N>, read: Values): Elements;
  readonly onnx: OnnxLowering<Placed<N>>;
  readonly tfjs: TfjsLowering<Placed<N>> | Unsupported;
  readonly gradient: Gradient<Placed<N>> | Unsupported;
}

export interface Described {
  readonly op: string;
}

/** A node in its graph: its operation, its name, and the shape of its result. */
export type Placed<N> = N & { readonly id: ValueId; readonly name: string; readonly shape: Shape };

export type ShapeOf = (id: ValueId) => Shape;

/** A capability that an operator does not have, and why. */
export interface Unsupported {
  readonly unsupported: string;
}

/** A value while the graph is being built. */
export interface Value {
  readonly id: ValueId;
  readonly shape: Shape;
}

/** What a builder method can use. Names are relative to the current scope. */
export interface Construction<N> {
  /** Runs `build` inside the scope `name`, which becomes a module of the graph. */
  scope(name: string, build: () => Value): Value;
  /** Declares a tensor; learnable unless `role` says otherwise. */
  parameter(name: string, shape: Shape, role?: Parameter['role']): Parameter;
  add(name: string, node: N): Value;
}

/** Checks an operator against its node type: `operator<Conv>()({ op: 'conv', ... })`. */
export function operator<N extends Described>() {
  return <Methods extends object>(definition: Operator<N, Methods>): Operator<N, Methods> => definition;
}
