import {
  type BuilderMethods,
  type Construction,
  GraphError,
  type Operated,
  operatorOf,
  operators,
  type Parameter,
  type Shape,
  type Value,
  type ValueId,
} from '../operators/index.ts';
import type { Graph, Node } from './types.ts';

/**
 * Builds a graph the way a model's paper reads: each operator adds methods (`conv`, `batchNorm`, ...) that add
 * one node and return its value. Scopes give names: a parameter is called exactly what the public checkpoint
 * calls it, and every scope that returns a value becomes a module of the graph.
 */
export type Builder = BuilderMethods & {
  /** The network's input, [batch, channels, height, width]. */
  readonly input: Value;
  /** Runs `build` inside the scope `name`; an empty name stays in the current scope. */
  scope<T>(name: string, build: () => T): T;
  /** Declares a learnable tensor that several nodes share. */
  parameter(name: string, shape: Shape): Parameter;
  /** Returns the graph. */
  finish(output: Value): Graph;
};

/** Starts a graph for inputs of one shape [batch, channels, height, width]. */
export function buildGraph(name: string, inputShape: Shape): Builder {
  const nodes: Node[] = [];
  const parameters: Parameter[] = [];
  const known = new Set<string>();
  const modules = new Map<string, ValueId>();
  let path: readonly string[] = [];

  const pathOf = (local: string): string => [...path, ...(local === '' ? [] : [local])].join('.');
  const declare = (local: string, shape: Shape, role: Parameter['role'] = 'learnable'): Parameter => {
    const full = pathOf(local);
    if (known.has(full)) throw new GraphError(`${full}: this parameter is declared twice`);
    known.add(full);
    const parameter = { name: full, shape, role };
    parameters.push(parameter);
    return parameter;
  };
  const scope = <T>(local: string, build: () => T): T => {
    const outer = path;
    path = local === '' ? path : [...path, local];
    try {
      const result = build();
      if (local !== '' && isValue(result)) modules.set(path.join('.'), result.id);
      return result;
    } finally {
      path = outer;
    }
  };
  const construction: Construction<Operated> = {
    scope,
    parameter: declare,
    add(local, operation) {
      const full = pathOf(local);
      const fail = (why: string): never => {
        throw new GraphError(`${full}: ${why}`);
      };
      const shape = operatorOf(operation).shape(operation, (id) => (nodes[id] as Node).shape, fail);
      if (!shape.every((size) => Number.isInteger(size) && size > 0)) fail(`its shape would be [${shape}]`);
      const node: Node = { ...operation, id: nodes.length, name: full, shape };
      nodes.push(node);
      return node;
    },
  };

  const input: Node = { op: 'input', id: 0, name: 'input', shape: inputShape };
  nodes.push(input);
  const methods = operators.map((operator) => operator.build(construction));
  return Object.assign({}, ...methods, {
    input,
    scope,
    parameter: (local: string, shape: Shape) => declare(local, shape),
    finish: (output: Value): Graph => ({ name, nodes, output: output.id, parameters, modules }),
  });
}

function isValue(candidate: unknown): candidate is Value {
  return typeof candidate === 'object' && candidate !== null && 'id' in candidate && 'shape' in candidate;
}
