import { viewOf } from './operator.ts';
import { foreignOperators } from './operators.ts';
import type { OnnxModel } from './types.ts';

/** What is known of a graph's values once the shape of its input is fixed. */
export interface Shapes {
  /** Shape of every value for which it could be inferred. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Operators whose output shape could not be inferred. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * Infers the shapes of a graph's values, node by node in the order of the file, for an input of the given shape.
 * Integers that shapes are computed from (Shape, Gather, Concat, ...) are computed as well. Where no rule knows an
 * operator, the shape that the file declares is used if all its sizes are numbers.
 */
export function inferShapes(model: OnnxModel, input: ReadonlyMap<string, readonly number[]>): Shapes {
  const shapes = new Map<string, readonly number[]>(input);
  const integers = new Map<string, readonly number[]>();
  const unknown = new Set<string>();
  for (const { name, shape, integers: elements } of model.initializers.values()) {
    shapes.set(name, shape);
    if (elements !== undefined) integers.set(name, elements);
  }
  for (const node of model.nodes) {
    const found = foreignOperators.get(node.op)?.shape?.(viewOf(node, shapes, integers));
    node.outputs.forEach((output, i) => {
      const shape = found?.shapes[i] ?? declared(model, output);
      if (shape !== undefined) shapes.set(output, shape);
      else if (output !== '' && i === 0) unknown.add(node.op);
    });
    const [first] = node.outputs;
    if (found?.integers !== undefined && first !== undefined) integers.set(first, found.integers);
  }
  return { shapes, unknown };
}

function declared(model: OnnxModel, name: string): readonly number[] | undefined {
  const dims = model.values.get(name)?.dims;
  if (dims === undefined) return undefined;
  const numbers = dims.filter((dim) => typeof dim === 'number');
  return numbers.length === dims.length ? numbers : undefined;
}
