import type { NodeOf } from '../../types.ts';
import type { Rule } from '../rule.ts';
import { affine } from './affine.ts';

export const linear: Rule<NodeOf<'linear'>> = (node, scope) =>
  affine(node.input, node.weight, node.bias, scope);
