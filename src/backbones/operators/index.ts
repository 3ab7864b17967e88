export type { ActivationKind } from './activation.ts';
export type * from './definition/calculus.ts';
export type { Elements } from './definition/evaluation.ts';
export type { BatchStatistics, Differentiable, Scope } from './definition/gradient.ts';
export { channelsLast, permute } from './definition/layout.ts';
export type { OnnxAttribute, OnnxNodes } from './definition/onnx.ts';
export type { Construction, Placed, Value } from './definition/operator.ts';
export {
  type Derivation,
  elements,
  GraphError,
  type Padding,
  type Pair,
  type Parameter,
  positions,
  type Shape,
  type ValueId,
} from './definition/tensors.ts';
export type { TfjsAttribute, TfjsNodes } from './definition/tfjs.ts';
export type { Term } from './sum.ts';
export {
  type BuilderMethods,
  type Operated,
  type Operation,
  type OperationOf,
  operandsOf,
  operatorOf,
  operators,
  parametersOf,
  supported,
  tfjsKernels,
  withOperands,
} from './table.ts';
