// Every operator, one line each. To add one, write its file and add a line here.
export { activation } from './activation.ts';
export { attention } from './attention.ts';
export { averagePool } from './average-pool.ts';
export { batchNorm } from './batch-norm.ts';
export { concat } from './concat.ts';
export { conv } from './conv.ts';
export { globalAveragePool } from './global-average-pool.ts';
export { groupNorm } from './group-norm.ts';
export { layerNorm } from './layer-norm.ts';
export { linear } from './linear.ts';
export { maxPool } from './max-pool.ts';
export { multiply } from './multiply.ts';
export { resize } from './resize.ts';
export { scale } from './scale.ts';
export { slice } from './slice.ts';
export { sum } from './sum.ts';
