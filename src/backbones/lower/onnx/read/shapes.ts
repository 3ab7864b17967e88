import { operatorRules } from './operators.ts';
import type { OnnxModel, OnnxNode } from './types.ts';

/** What is known of the values of a graph once the input's shape is fixed. */
export interface Shapes {
  /** Shape of every value that it could be worked out for. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Operators whose result's shape could not be worked out. */
  readonly unknown: ReadonlySet<string>;
}

/** What a rule sees of a node. */
export interface NodeView {
  readonly node: OnnxNode;
  /** Shape of operand i, if it is given and known. */
  shape(i: number): readonly number[] | undefined;
  /** Elements of operand i, if they are a known short list of whole numbers. */
  integers(i: number): readonly number[] | undefined;
  int(attribute: string, otherwise: number): number;
  ints(attribute: string): readonly number[] | undefined;
  text(attribute: string): string | undefined;
  /** Version of ONNX's own operators. */
  readonly opset: number;
}

/** What a rule finds: the shapes of the outputs, and the elements of the first where they are whole numbers. */
export interface Found {
  readonly shapes: readonly (readonly number[])[];
  readonly integers?: readonly number[];
}

/** undefined where what it needs is not known. */
export type Rule = (view: NodeView) => Found | undefined;

/**
 * Works out the shapes of a graph's values, node by node in the order of the file, for an input of the given
 * shape. Whole numbers that shapes are computed from (Shape, Gather, Concat, ...) are computed along. Where no
 * rule knows an operator, what the file says of the value counts, as far as it is all numbers.
 */
export function inferShapes(model: OnnxModel, input: ReadonlyMap<string, readonly number[]>): Shapes {
  const shapes = new Map<string, readonly number[]>(input);
  const integers = new Map<string, readonly number[]>();
  const unknown = new Set<string>();
  for (const { name, shape, integers: elements } of model.initializers.values()) {
    shapes.set(name, shape);
    if (elements !== undefined) integers.set(name, elements);
  }
  const opset = model.opsets.get('') ?? 0;
  for (const node of model.nodes) {
    const found = operatorRules.get(node.op)?.(viewOf(node, shapes, integers, opset));
    node.outputs.forEach((output, i) => {
      const shape = found?.shapes[i] ?? said(model, output);
      if (shape !== undefined) shapes.set(output, shape);
      else if (output !== '' && i === 0) unknown.add(node.op);
    });
    const [first] = node.outputs;
    if (found?.integers !== undefined && first !== undefined) integers.set(first, found.integers);
  }
  return { shapes, unknown };
}

function viewOf(
  node: OnnxNode,
  shapes: ReadonlyMap<string, readonly number[]>,
  integers: ReadonlyMap<string, readonly number[]>,
  opset: number,
): NodeView {
  return {
    node,
    opset,
    shape: (i) => shapes.get(node.inputs[i] ?? ''),
    integers: (i) => integers.get(node.inputs[i] ?? ''),
    int: (attribute, otherwise) => node.attributes.get(attribute)?.int ?? otherwise,
    ints: (attribute) => node.attributes.get(attribute)?.ints,
    text: (attribute) => node.attributes.get(attribute)?.text,
  };
}

function said(model: OnnxModel, name: string): readonly number[] | undefined {
  const dims = model.values.get(name)?.dims;
  if (dims === undefined) return undefined;
  const numbers = dims.filter((dim) => typeof dim === 'number');
  return numbers.length === dims.length ? numbers : undefined;
}
