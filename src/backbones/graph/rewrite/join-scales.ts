import { derive, timesRows } from './kernel.ts';
import type { Rule } from './rewriter.ts';

/** Joins two consecutive channel scales into one. */
export const joinScales: Rule = {
  name: 'join-scales',
  apply(node, view) {
    if (node.op !== 'scale' || view.uses(node.input) !== 1) return undefined;
    const inner = view.node(node.input);
    if (inner.op !== 'scale') return undefined;
    const weight = derive(node.weight.name, node.weight.shape, [node.weight, inner.weight], ([a, b]) =>
      timesRows(a!, b!),
    );
    return { operation: { ...node, input: inner.input, weight }, name: node.name };
  },
};
