import type { Node, Operation, Parameter, ValueId } from './types.ts';

/** The values an operation reads, in order. */
export function operandsOf(operation: Operation): readonly ValueId[] {
  switch (operation.op) {
    case 'input':
      return [];
    case 'sum':
      return operation.terms.map((term) => term.value);
    case 'multiply':
      return [operation.a, operation.b];
    case 'attention':
      return [operation.query, operation.key, operation.value];
    default:
      return [operation.input];
  }
}

/** The same node reading other values: every operand mapped through `rename`. */
export function withOperands(node: Node, rename: (id: ValueId) => ValueId): Node {
  switch (node.op) {
    case 'input':
      return node;
    case 'sum':
      return { ...node, terms: node.terms.map((term) => ({ ...term, value: rename(term.value) })) };
    case 'multiply':
      return { ...node, a: rename(node.a), b: rename(node.b) };
    case 'attention':
      return { ...node, query: rename(node.query), key: rename(node.key), value: rename(node.value) };
    default:
      return { ...node, input: rename(node.input) };
  }
}

/** The tensors an operation reads, in the order of its definition. */
export function parametersOf(operation: Operation): readonly Parameter[] {
  switch (operation.op) {
    case 'conv':
    case 'linear':
    case 'layer_norm':
    case 'group_norm':
      return [operation.weight, operation.bias].filter((parameter) => parameter !== undefined);
    case 'batch_norm':
      return [operation.weight, operation.bias, operation.mean, operation.variance];
    case 'scale':
      return [operation.weight];
    case 'attention':
      return operation.bias === undefined ? [] : [operation.bias];
    default:
      return [];
  }
}
