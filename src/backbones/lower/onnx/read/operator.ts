import type { OnnxNode } from './types.ts';

/** An ONNX operator in foreign files: how to infer its shape and cost. */
export interface ForeignOperator {
  /** Absent if only the file can declare the shape. */
  readonly shape?: ShapeRule;
  /** Multiply-accumulates; 0 if absent. `uncounted` if there are some that are not counted here. */
  readonly macs?: ((view: NodeView, outputs: number) => number) | 'uncounted';
}

/** Infers the outputs of a node; undefined if something it needs is not known. */
export type ShapeRule = (view: NodeView) => Found | undefined;

/** The shapes of the outputs, and the elements of the first one if they are integers. */
export interface Found {
  readonly shapes: readonly (readonly number[])[];
  readonly integers?: readonly number[];
}

/** What a rule can read of a node. */
export interface NodeView {
  readonly node: OnnxNode;
  /** Shape of operand i, if it is given and known. */
  shape(i: number): readonly number[] | undefined;
  /** Elements of operand i, if they are a known short list of integers. */
  integers(i: number): readonly number[] | undefined;
  int(attribute: string, otherwise: number): number;
  ints(attribute: string): readonly number[] | undefined;
  text(attribute: string): string | undefined;
}

/** Returns the view of a node, given what is known of the values that it reads. */
export function viewOf(
  node: OnnxNode,
  shapes: ReadonlyMap<string, readonly number[]>,
  integers: ReadonlyMap<string, readonly number[]>,
): NodeView {
  return {
    node,
    shape: (i) => shapes.get(node.inputs[i] ?? ''),
    integers: (i) => integers.get(node.inputs[i] ?? ''),
    int: (attribute, otherwise) => node.attributes.get(attribute)?.int ?? otherwise,
    ints: (attribute) => node.attributes.get(attribute)?.ints,
    text: (attribute) => node.attributes.get(attribute)?.text,
  };
}

/** Broadcasts shapes by NumPy's rule; undefined if one is unknown or they do not fit. */
export function broadcast(shapes: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const axes = Math.max(0, ...shapes.map((shape) => shape?.length ?? 0));
  const result: number[] = Array(axes).fill(1);
  for (const shape of shapes) {
    if (shape === undefined) return undefined;
    for (const [i, size] of shape.entries()) {
      const axis = axes - shape.length + i;
      if (result[axis] !== 1 && size !== 1 && result[axis] !== size) return undefined;
      if (size !== 1) result[axis] = size;
    }
  }
  return result;
}

export function product(sizes: readonly number[] | undefined): number {
  return (sizes ?? []).reduce((total, size) => total * size, 1);
}
