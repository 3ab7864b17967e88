export {
  type ActivationKind,
  type Derivation,
  elements,
  GraphError,
  type Operation,
  type OperationOf,
  operandsOf,
  type Padding,
  type Pair,
  type Parameter,
  parametersOf,
  type Shape,
  type Term,
  type Value,
  type ValueId,
} from '../operators/index.ts';
export { type Builder, buildGraph } from './builder.ts';
export { type Cost, cost, type NodeCost } from './cost.ts';
export { evaluate, interpret, type TensorReader } from './evaluate.ts';
export {
  foldNorm,
  foldScale,
  mergeBranches,
  optimize,
  type Rule,
  reparameterize,
  rewrite,
} from './rewrite/index.ts';
export type { Graph, Node, NodeOf } from './types.ts';
