import type { Described, Operator, Unsupported } from './definition/operator.ts';
import { GraphError, type Parameter, type ValueId } from './definition/tensors.ts';
import type { TfjsKernel } from './definition/tfjs.ts';
import * as registry from './registry.ts';

type Registered = (typeof registry)[keyof typeof registry];

/** What a node does: the input of the network, or any registered operator. Channels are axis 1 throughout. */
export type Operation = { readonly op: 'input' } | NodeTypeOf<Registered>;
export type OperationOf<K extends Operation['op']> = Extract<Operation, { op: K }>;

/** An operation that an operator describes: any but the input. */
export type Operated = Exclude<Operation, { op: 'input' }>;

/** The builder's methods of all operators. */
export type BuilderMethods = Intersection<ReturnType<Registered['build']>>;

type NodeTypeOf<O> = O extends Operator<infer N, infer _> ? N : never;
type Intersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** Any operator, as code that walks the table sees it: its node type is the union of all node types. */
export type AnyOperator = Operator<Operated, object>;

/** Every registered operator, in alphabetical order. */
export const operators: readonly AnyOperator[] = Object.values(registry)
  .map((each) => each as unknown as AnyOperator)
  // Node sorts the names of a module, but vitest and bundlers keep the order of its lines.
  .sort((a, b) => (a.op < b.op ? -1 : 1));

const byName: ReadonlyMap<string, AnyOperator> = new Map(operators.map((each) => [each.op, each]));

/** How to run the TensorFlow operations that single operators write, by the operations' names. */
export const tfjsKernels: ReadonlyMap<string, TfjsKernel> = new Map(
  operators.flatMap(({ tfjs }) => ('unsupported' in tfjs ? [] : Object.entries(tfjs.kernels ?? {}))),
);

/** Returns the operator of a node. */
export function operatorOf({ op }: Operated): AnyOperator {
  return byName.get(op) as AnyOperator;
}

/** Returns the ids of the values that an operation reads, in order. */
export function operandsOf(operation: Operation): readonly ValueId[] {
  const ids: ValueId[] = [];
  withOperands(operation, (id) => {
    ids.push(id);
    return id;
  });
  return ids;
}

/** Returns the same operation reading other values: every operand mapped through `rename`. */
export function withOperands<T extends Operation>(operation: T, rename: (id: ValueId) => ValueId): T {
  if (operation.op === 'input') return operation;
  const fields = operatorOf(operation as Operated).operands as readonly (keyof T)[];
  const renamed = fields.map((field) => [field, renamedField(operation[field] as OperandField, rename)]);
  return { ...operation, ...Object.fromEntries(renamed) };
}

/** Returns the tensors that an operation reads, in the order of its definition. */
export function parametersOf(operation: Operation): readonly Parameter[] {
  if (operation.op === 'input') return [];
  const fields = operatorOf(operation).parameters as readonly string[];
  const held = operation as unknown as Readonly<Record<string, Parameter | undefined>>;
  return fields.flatMap((field) => held[field] ?? []);
}

type OperandField = ValueId | readonly (ValueId | { readonly value: ValueId })[];

function renamedField(field: OperandField, rename: (id: ValueId) => ValueId): OperandField {
  if (typeof field === 'number') return rename(field);
  return field.map((each) =>
    typeof each === 'number' ? rename(each) : { ...each, value: rename(each.value) },
  );
}

/**
 * Returns a capability of an operator.
 * @throws GraphError that names the node and the operator if it does not have it.
 */
export function supported<C extends object>(
  capability: C | Unsupported,
  node: Described & { readonly name: string },
  what: string,
): C {
  if (!('unsupported' in capability)) return capability;
  throw new GraphError(`${node.name}: the operator ${node.op} has no ${what}: ${capability.unsupported}`);
}
