import type { Operation, Parameter, Shape, ValueId } from '../../operators/index.ts';
import { operandsOf, parametersOf, withOperands } from '../../operators/index.ts';
import type { Graph, Node } from '../types.ts';

/** The graph as a rule sees it. */
export interface View {
  node(id: ValueId): Node;
  /** How many operands of the graph read this value; the graph's output counts as one. */
  uses(id: ValueId): number;
}

/** An operation and its name. */
export interface Step {
  readonly operation: Operation;
  readonly name: string;
}

/**
 * What a rule replaces a node by: another operation that computes the same value, if necessary after others (of
 * the given shapes) whose new ids it receives; or another value that is equal.
 */
export type Replacement =
  | Step
  | {
      /** Each receives the ids of those before it. */
      readonly first: readonly ((ids: readonly ValueId[]) => Step & { readonly shape: Shape })[];
      readonly last: (ids: readonly ValueId[]) => Step;
    }
  | { readonly sameAs: ValueId };

/** An identity between graphs: looks at a node and returns what can replace it. */
export interface Rule {
  readonly name: string;
  readonly apply: (node: Node, view: View) => Replacement | undefined;
}

/** Applies rules until none fires, then drops nodes that are no longer read. The graph computes the same function. */
export function rewrite(graph: Graph, rules: readonly Rule[]): Graph {
  let { nodes, output } = graph;
  let fresh = Math.max(...nodes.map((node) => node.id)) + 1;
  const aliases = new Map<ValueId, ValueId>();
  const resolve = (id: ValueId): ValueId => {
    const next = aliases.get(id);
    return next === undefined ? id : resolve(next);
  };

  for (let changed = true; changed; ) {
    changed = false;
    const current = new Map(nodes.map((node) => [node.id, node]));
    const uses = countUses(nodes, output);
    const view: View = { node: (id) => current.get(id) as Node, uses: (id) => uses.get(id) ?? 0 };
    const next: Node[] = [];
    for (const original of nodes) {
      const node = withOperands(original, resolve);
      current.set(node.id, node);
      const replacement = firstReplacement(node, rules, view);
      if (replacement === undefined) {
        next.push(node);
        continue;
      }
      changed = true;
      if ('sameAs' in replacement) {
        aliases.set(node.id, resolve(replacement.sameAs));
        continue;
      }
      const helpers: Node[] = [];
      const ids = (): ValueId[] => helpers.map((helper) => helper.id);
      if ('first' in replacement) {
        for (const step of replacement.first) {
          const { operation, name, shape } = step(ids());
          helpers.push({ ...operation, id: fresh++, name, shape });
        }
      }
      const last = 'first' in replacement ? replacement.last(ids()) : replacement;
      const made: Node = { ...last.operation, id: node.id, name: last.name, shape: node.shape };
      for (const id of operandsOf(node)) uses.set(id, (uses.get(id) ?? 0) - 1);
      for (const step of [...helpers, made]) {
        for (const id of operandsOf(step)) uses.set(id, (uses.get(id) ?? 0) + 1);
        current.set(step.id, step);
        next.push(step);
      }
    }
    output = resolve(output);
    nodes = alive(next, output);
  }

  const remaining = new Set(nodes.map((node) => node.id));
  const modules = [...graph.modules]
    .map(([name, id]): [string, ValueId] => [name, resolve(id)])
    .filter(([, id]) => remaining.has(id));
  return { name: graph.name, nodes, output, parameters: usedParameters(nodes), modules: new Map(modules) };
}

function firstReplacement(node: Node, rules: readonly Rule[], view: View): Replacement | undefined {
  for (const rule of rules) {
    const replacement = rule.apply(node, view);
    if (replacement !== undefined) return replacement;
  }
  return undefined;
}

function countUses(nodes: readonly Node[], output: ValueId): Map<ValueId, number> {
  const uses = new Map<ValueId, number>([[output, 1]]);
  for (const node of nodes) for (const id of operandsOf(node)) uses.set(id, (uses.get(id) ?? 0) + 1);
  return uses;
}

function alive(nodes: readonly Node[], output: ValueId): Node[] {
  const wanted = new Set([output]);
  const kept = nodes.toReversed().filter((node) => {
    if (node.op !== 'input' && !wanted.has(node.id)) return false;
    for (const id of operandsOf(node)) wanted.add(id);
    return true;
  });
  return kept.toReversed();
}

function usedParameters(nodes: readonly Node[]): Parameter[] {
  return [...new Set(nodes.flatMap((node) => parametersOf(node)))];
}
