import type { Node, NodeOf } from '../../types.ts';
import type { Differentiable, Scope } from '../rule.ts';
import { activation } from './activation.ts';
import { attention } from './attention.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { groupNorm } from './group-norm.ts';
import { layerNorm } from './layer-norm.ts';
import { linear } from './linear.ts';
import { multiply } from './multiply.ts';
import { scale } from './scale.ts';
import { slice } from './slice.ts';
import { sum } from './sum.ts';

/** The rule of a node's operation. */
export function differentiable(node: Exclude<Node, NodeOf<'input'>>, scope: Scope): Differentiable {
  switch (node.op) {
    case 'conv':
      return conv(node, scope);
    case 'linear':
      return linear(node, scope);
    case 'batch_norm':
      return batchNorm(node, scope);
    case 'layer_norm':
      return layerNorm(node, scope);
    case 'group_norm':
      return groupNorm(node, scope);
    case 'scale':
      return scale(node, scope);
    case 'activation':
      return activation(node, scope);
    case 'average_pool':
      return averagePool(node, scope);
    case 'global_average_pool':
      return globalAveragePool(node, scope);
    case 'sum':
      return sum(node, scope);
    case 'multiply':
      return multiply(node, scope);
    case 'slice':
      return slice(node, scope);
    case 'attention':
      return attention(node, scope);
  }
}
