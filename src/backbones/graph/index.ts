export { type Builder, buildGraph, type ConvOptions, type Value } from './builder.ts';
export { type Cost, cost, type NodeCost } from './cost.ts';
export { evaluate, type TensorReader } from './evaluate.ts';
export { operandsOf, parametersOf } from './operands.ts';
export {
  foldNorm,
  foldScale,
  mergeBranches,
  optimize,
  type Rule,
  reparameterize,
  rewrite,
} from './rewrite/index.ts';
export { elements } from './shapes.ts';
export * from './types.ts';
